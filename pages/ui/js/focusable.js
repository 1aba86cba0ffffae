// What can have the focus now: it is there to be seen, and switched on.

export const usable = (el) => !el.disabled && !el.closest("[hidden], [inert]") && el.getClientRects().length > 0;
