// The player: where the cursor stands and how it moves. It asks nobody; after each move the view is shown again.

import { STILL } from "./dom.js";
import { clamp } from "./numbers.js";
import { advance, captionAfter, nextSpeed, nextStar, paceFor, RATE } from "./playback.js";
import { joinTwins, leaveTwins, twinsOf } from "./twins.js";
import { Veil } from "./veil.js";

export function Player(view) {
  let cursor = { i: 0, t: 0 };
  let unit = 0; // where the cursor stands on the warped clock
  let playing = false;
  let speed = 1;
  let rate = RATE;
  let nextFrame = 0;
  let nextStep = 0; // where nothing moves
  let asks = null; // where a question was put, until it is answered or left; acting takes it off the stage, undo brings it back
  let given = null; // the choice that answered it
  let watched = false;
  let following = false;
  const veil = Veil(view);

  // What is asked over the stage until the learner plays on, or comes to where the answer is seen.
  const question = () => (asks && view.picture.question?.choices.length ? view.picture.question : null);

  // A run that is held back is told once it was watched, and until then nothing shows what is to come.
  const secret = () => Boolean(question()) || (view.picture.held === true && !watched);

  function watch() {
    if (view.picture.held && !watched) view.tell("watched", view.picture.id);
    watched = true;
  }

  function release() {
    if (watched) return;
    watched = true;
    view.refresh(true);
  }

  function dismiss() {
    if (question()) asks = null;
  }

  function answer(choice) {
    given = choice;
    toggle();
  }

  function leaveQuestion() {
    asks = null;
    view.refresh(true);
  }

  function move(i, t) {
    cursor = { i: clamp(i, 0, Math.max(0, view.picture.events.length - 1)), t };
    unit = view.facts.warp.at(t);
    if (cursor.i >= question()?.i) asks = null;
  }

  const moveTo = (i) => move(i, view.picture.events[i]?.t ?? 0);

  function go(t) {
    move(view.facts.eventAt(t), clamp(t, 0, view.facts.warp.last));
    view.refresh();
  }

  function step(by) {
    pause();
    const next = clamp(cursor.i + by, 0, Math.max(0, view.picture.events.length - 1));
    const tick = byTwins(by, view.picture.events[next]?.t ?? 0);
    if (tick === null) moveTo(next);
    else move(view.facts.eventAt(tick), tick);
    view.refresh();
  }

  // By one event, where a twin has one on the way there: its tick. To the end: that of the twin which goes on for longest.
  function byTwins(by, t) {
    const others = twinsOf(view).filter((other) => other !== view).map(({ picture, cursor: { i } }) => ({ events: picture.events, i }));
    if (by === Infinity) {
      const end = Math.max(...others.map(({ events }) => events.at(-1)?.t ?? t));
      return end > t ? end : null;
    }
    if (Math.abs(by) !== 1) return null;
    const ticks = others.map(({ events, i }) => events[i + by]?.t ?? t);
    const found = ticks.filter((tick) => (by > 0 ? tick > cursor.t && tick < t : tick < cursor.t && tick > t));
    return found.length ? (by > 0 ? Math.min(...found) : Math.max(...found)) : null;
  }

  function toNextCaption() {
    dismiss();
    const next = captionAfter(view.picture.captions, cursor.i, Infinity);
    if (!next) return undefined;
    if (!STILL.matches) return play(RATE);
    moveTo(next.i);
    return pause();
  }

  // Each by its own number: a frame and somebody's timer may have the same one.
  function halt() {
    cancelAnimationFrame(nextFrame);
    clearTimeout(nextStep);
    playing = false;
  }

  function pause() {
    halt();
    view.refresh();
  }

  function toggle() {
    if (playing) return pause();
    dismiss();
    if (cursor.t >= view.facts.warp.last) move(0, 0);
    return play(RATE);
  }

  function play(pace) {
    pause();
    rate = pace;
    playing = true;
    if (STILL.matches) return stepOn();
    let last = performance.now();
    const frame = (now) => {
      const next = advance({ unit, i: cursor.i }, now - last, rate * speed, view.picture, view.facts);
      last = now;
      unit = next.unit;
      cursor = { i: next.i, t: next.t };
      if (next.stop) return pause();
      view.refresh();
      nextFrame = requestAnimationFrame(frame);
      return undefined;
    };
    nextFrame = requestAnimationFrame(frame);
    return view.refresh();
  }

  // Reduced motion: no tweening, one event after the other.
  function stepOn() {
    if (cursor.i >= view.picture.events.length - 1) return pause();
    moveTo(cursor.i + 1);
    if (captionAfter(view.picture.captions, cursor.i - 1, cursor.i)) return pause();
    view.refresh();
    nextStep = setTimeout(stepOn, 700 / speed);
    return undefined;
  }

  // Where the cursor goes when the run is another one. moment: where all of this stood before the page was loaded anew.
  function place(picture, moment) {
    const { warp } = view.facts;
    watched = false;
    given = moment?.given ?? null;
    if (moment) asks = moment.asks;
    if (moment) veil.put(moment.veiled);
    if (!picture.question) asks = null;
    if (moment) {
      const t = clamp(moment.t, 0, warp.last);
      move(Math.min(moment.i, view.facts.eventAt(t)), t);
    } else if (picture.play_from !== null) {
      const narrated = picture.captions.length > 0;
      go(STILL.matches && !narrated ? warp.last : picture.play_from);
      if (STILL.matches && narrated) toNextCaption();
      if (!STILL.matches) play(paceFor(warp.total - unit, picture.events.length - cursor.i));
    } else if (picture.start) {
      asks = picture.question?.choices.length ? picture.start : null;
      move(picture.start.i, picture.start.t);
      if (picture.start.play) play(RATE);
      else pause();
    } else if (question()) move(asks.i, asks.t);
    else go(Math.min(cursor.t, warp.last));
  }

  // Another view has moved: follow it, if both show one run in two systems.
  function follow(leader) {
    if (following || leader.player.following()) return;
    const t = Math.min(leader.cursor.t, view.facts.warp.last);
    if (t === cursor.t) return;
    following = true;
    if (playing) pause();
    move(view.facts.eventAt(t), t);
    view.refresh();
    following = false;
  }

  return {
    cursor: () => cursor,
    playing: () => playing,
    speed: () => speed,
    faster: () => {
      speed = nextSpeed(speed);
    },
    following: () => following,
    stepStar: () => step(nextStar(view.picture.events, cursor.i) - cursor.i),
    lead: () => twinsOf(view).forEach((other) => other === view || other.player.follow(view)),
    join: () => joinTwins(view),
    leave: () => {
      halt();
      leaveTwins(view);
    },
    asks: () => Boolean(asks),
    given: () => given,
    moment: () => ({ ...cursor, asks, given, veiled: veil.on() }),
    answer, leaveQuestion, veil,
    question, secret, watch, release, move, seek: go, step, toNextCaption, pause, toggle, place, follow,
  };
}
