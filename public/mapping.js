/* The mapping step sends its form whenever something was said; what only prepares an action (ticks, what the ticked ones are to be) is none. */

document.addEventListener(
  'change',
  (event) => {
    if (event.target instanceof Element && event.target.closest('#mapping [data-quiet]')) event.stopPropagation();
  },
  true,
);

/* A hierarchy may come from a file: its text goes into the field, and the form is sent as if it had been typed. */
document.addEventListener(
  'change',
  async (event) => {
    const into = event.target instanceof HTMLInputElement ? event.target.dataset.textInto : undefined;
    const file = into === undefined ? undefined : event.target.files?.[0];
    if (!file) return;
    const field = document.getElementById(into);
    field.value = await file.text();
    field.dispatchEvent(new Event('change', { bubbles: true }));
  },
  true,
);
