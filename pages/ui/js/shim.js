// What a view carries instead of the script, which comes once a visit (mount.js).

const PATIENCE = 4000; // ms, then it is asked for again

const whenReady = (name) => (component) => {
  const stage = (window.capStage ??= { waiting: [] });
  if (stage[name]) return stage[name](component);
  let done = null;
  const late = setTimeout(() => component.setTriggerValue("unscripted", Math.random()), PATIENCE);
  stage.waiting.push(() => {
    clearTimeout(late);
    done = stage[name](component);
  });
  return () => {
    clearTimeout(late);
    done?.();
  };
};

export const mountWhenReady = whenReady("mount");
export const shareWhenReady = whenReady("share");
