/*
 * Where an expression of a pipeline is written: names are completed as they are typed, those of the lists are put in by a click, and a
 * click on a mistake leads to its place. What is wrong, and the values, come from the server (htmx); without scripts with the form.
 */

/** The word before the caret, or what follows an open bracket. */
const WORD = /(?:\[[^\]]*|[\p{L}_][\p{L}\p{M}\p{N}_]*)$/u;
const MOST_OFFERED = 8;

function start(root) {
  if (root.dataset.started) return;
  root.dataset.started = 'yes';
  const field = root.querySelector('textarea');
  completeWords(field, wordsOf(JSON.parse(document.getElementById(root.dataset.words).textContent)));
  root.addEventListener('click', ({ target }) => {
    const { caret } = target.closest('[data-caret]')?.dataset ?? {};
    if (caret === undefined) return;
    field.focus();
    field.setSelectionRange(Number(caret), Number(caret));
  });
  offerByClick(root, field);
}

/** Offers what a word that is being typed may become: arrows choose, Enter or Tab takes, Escape closes. */
function completeWords(field, words) {
  const offer = new Offer(field);
  const take = (word) => {
    const typed = typedBefore(field);
    offer.close();
    if (word) put(field, word.insert, typed.length);
  };
  field.addEventListener('input', () => offer.show(fitting(words, typedBefore(field))));
  field.addEventListener('blur', () => offer.close());
  field.addEventListener('keydown', (event) => {
    if (!offer.isOpen) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) offer.choose(offer.chosen + step);
    else if (event.key === 'Enter' || event.key === 'Tab') take(offer.words[offer.chosen]);
    else if (event.key === 'Escape') offer.close();
    else return;
    event.preventDefault();
  });
  // Before the field loses the focus, and with it its list.
  offer.list.addEventListener('mousedown', (event) => {
    event.preventDefault();
    take(offer.words[[...offer.list.children].indexOf(event.target.closest('li'))]);
  });
}

/** The list below a field, one of which is chosen. */
class Offer {
  words = [];
  chosen = 0;

  constructor(field) {
    this.field = field;
    this.list = listBelow(field);
  }

  get isOpen() {
    return this.words.length > 0;
  }

  show(words) {
    if (words.length === 0) return this.close();
    this.words = words;
    this.list.replaceChildren(...words.map((word, i) => itemOf(word, `${this.list.id}-${i}`)));
    this.list.style.top = `${this.field.offsetTop + this.field.offsetHeight}px`;
    this.list.hidden = false;
    this.choose(0);
  }

  choose(place) {
    this.chosen = (place + this.words.length) % this.words.length;
    [...this.list.children].forEach((item, i) => {
      item.setAttribute('aria-selected', String(i === this.chosen));
    });
    const item = this.list.children[this.chosen];
    this.field.setAttribute('aria-activedescendant', item.id);
    item.scrollIntoView({ block: 'nearest' });
  }

  close() {
    this.words = [];
    this.list.hidden = true;
    this.field.removeAttribute('aria-activedescendant');
  }
}

const wordsOf = ({ columns, functions }) => [
  ...columns.map(({ name, insert, type }) => ({ name, insert, note: type, isColumn: true })),
  ...functions.map(({ name, signature }) => ({ name, insert: `${name}()`, note: signature, isColumn: false })),
];

/** Those that begin so first, then those that hold it; a word that is complete needs no offer. */
function fitting(words, written) {
  const inBrackets = written.startsWith('[');
  const typed = written.replace(/^\[/, '').toLowerCase();
  if (written === '') return [];
  const able = words.filter(({ isColumn }) => isColumn || !inBrackets);
  const named = able.map((word) => ({ word, name: word.name.toLowerCase() }));
  const begins = named.filter(({ name }) => name.startsWith(typed));
  const holds = named.filter(({ name }) => !name.startsWith(typed) && name.includes(typed));
  const found = [...begins, ...holds].map(({ word }) => word);
  if (found.length === 1 && found[0].insert.toLowerCase() === written.toLowerCase()) return [];
  return found.slice(0, MOST_OFFERED);
}

function typedBefore(field) {
  const { selectionStart: at, selectionEnd: end, value } = field;
  return at === end ? (WORD.exec(value.slice(0, at))?.[0] ?? '') : '';
}

/** Puts a word in the place of what was typed of it; between the brackets of a function stands the caret. */
function put(field, text, typed) {
  field.focus();
  const from = field.selectionStart - typed;
  field.setRangeText(text, from, field.selectionEnd, 'end');
  if (text.endsWith('()')) field.setSelectionRange(field.selectionStart - 1, field.selectionStart - 1);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

function listBelow(field) {
  const list = document.createElement('ul');
  list.id = `${field.id}-words`;
  list.className = 'expression-offer';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.labels[0]?.textContent.trim() ?? '');
  list.hidden = true;
  field.after(list);
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  return list;
}

function itemOf({ name, note }, id) {
  const item = document.createElement('li');
  item.id = id;
  item.setAttribute('role', 'option');
  const code = document.createElement('code');
  code.textContent = name;
  const small = document.createElement('small');
  small.className = 'muted';
  small.textContent = note;
  item.append(code, ' ', small);
  return item;
}

/** The lists of columns and functions: each name a button, and a field that narrows them. */
function offerByClick(root, field) {
  const items = [...root.querySelectorAll('[data-insert]')];
  for (const item of items) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'expression-word';
    button.append(item.firstElementChild);
    item.prepend(button);
    button.addEventListener('click', () => put(field, item.dataset.insert, 0));
  }
  const search = root.querySelector('.search');
  search.hidden = false;
  search.addEventListener('input', ({ target }) => {
    const wanted = target.value.trim().toLowerCase();
    for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  });
}

const startAll = () => {
  for (const root of document.querySelectorAll('.expression')) start(root);
};
document.addEventListener('htmx:after:swap', startAll);
startAll();
