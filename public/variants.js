/* Says how many variants are ticked, and offers what can be done with that many. Without it, all buttons are offered. */

function show() {
  const form = document.querySelector('[data-picks]');
  if (!form) return;
  const ticked = form.querySelectorAll('input[name=pick]:checked').length;
  for (const button of form.querySelectorAll('[data-needs]'))
    button.disabled = button.dataset.needs === '2' ? ticked !== 2 : ticked === 0;
  const words = form.querySelector('[data-picked-words]');
  words.dataset.of ??= words.textContent;
  words.textContent = `${words.dataset.of} ${new Intl.NumberFormat(document.documentElement.lang || 'en').format(ticked)}`;
}

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-picks] input[name=pick]')) show();
});
document.addEventListener('input', (event) => {
  if (event.target.id === 'cover') event.target.nextElementSibling.value = `${event.target.value} %`;
});
document.addEventListener('htmx:after:swap', show);
addEventListener('pageshow', show);
show();
