/* The mapping step sends its form whenever something was said; what only prepares an action (ticks, what the ticked ones are to be) is none. */

document.addEventListener(
  'change',
  (event) => {
    if (event.target instanceof Element && event.target.closest('#mapping [data-quiet]')) event.stopPropagation();
  },
  true,
);
