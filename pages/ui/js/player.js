// The player: where the cursor stands and how it moves. It asks nobody; after each move the view is shown again.

const RATE = 1.7; // steps of the warped clock in a second at speed 1
const SLOWEST = 0.9; // a short answer still moves
const TWINS = new Set();

function addPlayer(view) {
  let clock = 0;
  let pace = RATE;
  let unit = 0;
  let placed = false;
  let dismissed = "";

  // The line that is asked over the stage until the learner plays on.
  view.question = () => (view.picture.question && dismissed !== view.picture.question ? view.picture.question : null);

  // A run that is held back is told once it was watched, and until then nothing shows what is to come.
  let watched = false;
  view.secret = () => Boolean(view.question()) || (view.picture.held === true && !watched);
  view.watched = () => {
    if (view.picture.held && !watched) view.tell("watched", view.picture.id);
    watched = true;
  };
  view.release = () => {
    if (watched) return;
    watched = true;
    view.refresh(true);
  };

  // Where the cursor goes when the run is another one.
  view.place = (picture) => {
    const { warp } = view.facts;
    watched = false;
    if (picture.play_from !== null && picture.play_from !== undefined) {
      const narrated = Boolean(picture.captions?.length);
      view.seek(STILL.matches && !narrated ? warp.last : picture.play_from);
      if (STILL.matches && narrated) view.toNextCaption();
      const left = warp.total - unit;
      const events = picture.events.length - view.cursor.i;
      if (!STILL.matches) play(Math.max(SLOWEST, left / clamp(events * 0.12, 3, 8)));
    } else if (picture.start) {
      view.move(picture.start.i, picture.start.t);
      if (picture.start.play) play(RATE);
      else view.pause();
    } else view.seek(Math.min(view.cursor.t, warp.last));
    placed = true;
  };

  view.move = (i, t) => {
    const { events } = view.picture;
    view.cursor = { i: clamp(i, 0, Math.max(0, events.length - 1)), t };
    unit = view.facts.warp.at(t);
  };

  // Two pictures with one `twin` name share a cursor: whoever moves takes the other along.
  let led = false;
  view.beside = (leader) => {
    const { picture, facts, cursor } = view;
    if (leader === view || led || leader.following || picture?.twin !== leader.picture.twin) return;
    const t = Math.min(leader.cursor.t, facts.warp.last);
    if (t === cursor.t) return;
    led = view.following = true;
    if (view.playing) view.pause();
    view.move(facts.eventAt(t), t);
    view.refresh();
    led = view.following = false;
  };

  view.seek = (t) => {
    view.dismiss();
    view.move(view.facts.eventAt(t), clamp(t, 0, view.facts.warp.last));
    view.refresh();
  };

  view.step = (by) => {
    view.pause();
    const { events } = view.picture;
    const i = clamp(view.cursor.i + by, 0, Math.max(0, events.length - 1));
    view.dismiss();
    view.move(i, events[i]?.t ?? 0);
    view.refresh();
  };

  // A narrated run stops at each of its captions.
  const captionAfter = (i, upTo) => (view.picture.captions ?? []).find((one) => one.i > i && one.i <= upTo);

  view.toNextCaption = () => {
    view.dismiss();
    const next = captionAfter(view.cursor.i, Infinity);
    if (!next) return undefined;
    if (!STILL.matches) return play(RATE);
    view.move(next.i, view.picture.events[next.i].t);
    return view.pause();
  };

  view.stepStar = () => {
    const next = view.picture.events.findIndex((event, k) => k > view.cursor.i && event.star);
    view.step(next < 0 ? Infinity : next - view.cursor.i);
  };

  view.pause = () => {
    cancelAnimationFrame(clock);
    clearTimeout(clock);
    view.playing = false;
    view.refresh();
  };

  view.toggle = () => {
    if (view.playing) return view.pause();
    view.dismiss();
    if (view.cursor.t >= view.facts.warp.last) view.move(0, 0);
    return play(RATE);
  };

  view.dismiss = () => {
    if (view.picture.question && placed) dismissed = view.picture.question;
  };

  function play(rate) {
    view.pause();
    pace = rate;
    view.playing = true;
    if (STILL.matches) return stepOn();
    let last = performance.now();
    const frame = (now) => {
      unit += (clamp(now - last, 0, 100) / 1000) * pace * view.speed; // a frame may be stamped before its start
      last = now;
      const { warp } = view.facts;
      const over = unit >= warp.total;
      const t = over ? warp.last : warp.tick(unit);
      const i = Math.max(view.cursor.i, view.facts.eventAt(t));
      const caption = captionAfter(view.cursor.i, i);
      if (caption) {
        view.move(caption.i, view.picture.events[caption.i].t);
        return view.pause();
      }
      view.cursor = { i, t };
      if (over) return view.pause();
      view.refresh();
      clock = requestAnimationFrame(frame);
      return undefined;
    };
    clock = requestAnimationFrame(frame);
    return view.refresh();
  }

  // Reduced motion: no tweening, one event after the other.
  function stepOn() {
    const { events } = view.picture;
    if (view.cursor.i >= events.length - 1) return view.pause();
    view.move(view.cursor.i + 1, events[view.cursor.i + 1].t);
    if (captionAfter(view.cursor.i - 1, view.cursor.i)) return view.pause();
    view.refresh();
    clock = setTimeout(stepOn, 700 / view.speed);
    return undefined;
  }
}
