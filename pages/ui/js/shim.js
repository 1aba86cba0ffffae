// What a view carries instead of the script: it waits for the script, which comes once a page (mount.js).

export function mountWhenReady(component) {
  const stage = (window.capStage ??= { waiting: [] });
  if (stage.mount) return stage.mount(component);
  let done = null;
  stage.waiting.push(() => {
    done = stage.mount(component);
  });
  return () => done?.();
}
