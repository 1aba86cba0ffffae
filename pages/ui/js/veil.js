// What came of the run, hidden by a key: until the question that is open has been answered, else until the key is pressed
// again.

export function Veil(view) {
  let on = false;
  let until = null; // the question whose answer lifts it

  // Is a question of the run still to be answered by it?
  const waits = () => view.picture.question?.choices.length > 0 && view.cursor.i < view.picture.question.i;

  function look() {
    const { question } = view.picture;
    if (!waits() && until && until === question) on = false;
    until = on && waits() ? question : null;
  }

  return {
    on: () => on && view.picture.mode !== "watch", // where nothing hides it
    waits,
    look, // before the cursor is shown
    put: (now) => ([on, until] = [now, null]),
  };
}
