// What a view carries instead of the script: it waits for the script, which comes once a visit (mount.js).

const PATIENCE = 4000; // ms after which the script is asked for again

export function mountWhenReady(component) {
  const stage = (window.capStage ??= { waiting: [] });
  if (stage.mount) return stage.mount(component);
  let done = null;
  const late = setTimeout(() => component.setTriggerValue("unscripted", Math.random()), PATIENCE);
  stage.waiting.push(() => {
    clearTimeout(late);
    done = stage.mount(component);
  });
  return () => {
    clearTimeout(late);
    done?.();
  };
}
