// One screen: head, stage and play bar fill the window below the place where the frame begins. The style does it
// (css/one_screen.css); here is found how far down the page that is.

// Follow what stands above a frame as it comes and goes. It gives back how to stop.
export function followWindow(el) {
  const soon = { frame: 0 };
  const look = () => {
    if (!el.isConnected) return;
    const { host } = el.getRootNode();
    const scrolled = (host?.closest('[data-testid="stMain"]')?.scrollTop ?? 0) + scrollY;
    el.style.setProperty("--top", `${Math.round(el.getBoundingClientRect().top + scrolled)}px`);
  };
  // Whatever moves the frame changes the size of something that holds it. In a frame of its own: what follows is no
  // part of what was observed.
  const sizes = new ResizeObserver(() => {
    cancelAnimationFrame(soon.frame);
    soon.frame = requestAnimationFrame(look);
  });
  soon.frame = requestAnimationFrame(() => {
    look();
    for (let node = el; node; node = node.parentNode ?? node.host) if (node instanceof Element) sizes.observe(node);
  });
  return () => {
    cancelAnimationFrame(soon.frame);
    sizes.disconnect();
  };
}
