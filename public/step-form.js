/*
 * The form of a step of a pipeline: more rows in a list of rows (without scripts, applying gives more), and columns in the order in which they
 * are ticked.
 */

/** Another row like the last one, with nothing in it and ids of its own. */
function addRow(list) {
  const rows = list.querySelectorAll('.field-row');
  const row = rows[rows.length - 1].cloneNode(true);
  for (const field of row.querySelectorAll('input, select, textarea')) {
    const label = row.querySelector(`label[for="${field.id}"]`);
    field.id = field.id.replace(/-\d+-/, `-${rows.length}-`);
    if (label) label.htmlFor = field.id;
    field.removeAttribute('aria-invalid');
    if (field.tagName === 'SELECT') field.selectedIndex = 0;
    else field.value = '';
  }
  for (const error of row.querySelectorAll('.field-error')) error.remove();
  rows[rows.length - 1].after(row);
  row.querySelector('input, select, textarea').focus();
}

/** What is ticked comes behind all that are, what is not before all others: the form sends them in this order. */
function putInOrder(box) {
  const item = box.closest('li');
  const others = [...item.parentElement.children].filter((one) => one !== item);
  const last = others.filter((one) => one.querySelector(':checked')).at(-1);
  if (last) last.after(item);
  else if (box.checked) item.parentElement.prepend(item);
  box.focus();
}

document.addEventListener('change', ({ target }) => {
  if (target.matches('.step-form .many input')) putInOrder(target);
});

const startAll = () => {
  for (const button of document.querySelectorAll('.field-rows > button[hidden]')) {
    button.hidden = false;
    button.addEventListener('click', () => addRow(button.parentElement));
  }
};
document.addEventListener('htmx:after:swap', startAll);
startAll();
