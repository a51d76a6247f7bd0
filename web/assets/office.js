/**
 * What a script adds to the queue and to the pages opened from it: keys, what is ticked, one's place in the list, and
 * half a comment that is still there after a decision.
 * Every one of them presses a link or a button that is there without it.
 */
const KEYS_OFF = 'office-keys-off';
const PLACE = 'office-queue-place';

const queue = () => document.getElementById('queue');
const rows = () => [...(queue()?.querySelectorAll('tbody tr') ?? [])];
const linkOf = (row) => row?.querySelector('.work-link');
const rowOf = (element) => element?.closest?.('#queue tbody tr');
const place = () => JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
/** The row of that name, or where it is gone, the one that stands in its place now. */
const rowAt = ({ id, index }) => document.getElementById(id) ?? rows()[Math.min(index, rows().length - 1)];
const boxes = () => [...(queue()?.querySelectorAll('tbody [name="number"]') ?? [])];

document.addEventListener('keydown', pressKey);
document.addEventListener('change', tick);
document.addEventListener('click', tickNone);
document.addEventListener('click', rememberPlace);
document.addEventListener('htmx:before:swap', noteFocus);
document.addEventListener('htmx:after:swap', putBack);
document.addEventListener('input', keepTyped);
document.addEventListener('submit', forgetTyped);
prepareSwitch();
comeBack();
showTicked();
putTypedBack();

/** Single keys, unless they are off, somebody types or picks something, or a dialog is open (WCAG 2.1.4). */
function pressKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (localStorage.getItem(KEYS_OFF) || document.querySelector('dialog[open]')) return;
  if (event.target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]')) return;
  const act = (queue() ? inQueue : onPage)[event.key];
  if (act?.() === true) event.preventDefault();
}

/** Each answers whether it did anything. */
const onPage = {
  j: () => follow('j'),
  k: () => follow('k'),
  u: () => follow('u'),
  '?': openKeys,
};
const inQueue = {
  j: () => move(1),
  k: () => move(-1),
  c: () => clicked(current()?.querySelector('[name="claim"]')),
  x: () => clicked(current()?.querySelector('[name="number"]')),
  '/': toSearch,
  '?': openKeys,
};

const follow = (key) => clicked(document.querySelector(`a[data-key="${key}"]`));

function clicked(element) {
  element?.click();
  return Boolean(element);
}

/** The row with the focus, or else the one that was marked last. */
const current = () => rowOf(document.activeElement) ?? queue()?.querySelector('tr[data-place]');

function move(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = at < 0 ? all[0] : all[at + by];
  linkOf(next)?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return all.length > 0;
}

function toSearch() {
  const field = document.querySelector('[role="search"] [type="search"]');
  field?.focus();
  field?.select();
  return Boolean(field);
}

function openKeys() {
  const dialog = document.getElementById('keys');
  dialog?.showModal();
  return Boolean(dialog);
}

/** The switch in the list of keys; the setting stays with the browser. */
function prepareSwitch() {
  for (const box of document.querySelectorAll('[data-keys-switch]')) {
    box.checked = !localStorage.getItem(KEYS_OFF);
    box.addEventListener('change', () =>
      box.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, 'true'),
    );
  }
}

function tick(event) {
  if (event.target.matches('[data-select-all]'))
    for (const box of boxes()) box.checked = event.target.checked;
  showTicked();
}

function tickNone(event) {
  if (!event.target.closest('[data-select-none]')) return;
  for (const box of boxes()) box.checked = false;
  showTicked();
  linkOf(current() ?? rows()[0])?.focus();
}

function showTicked() {
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  for (const shown of document.querySelectorAll('[data-selected-count]')) shown.textContent = String(ticked);
  for (const box of document.querySelectorAll('[data-select-all]')) {
    box.checked = ticked > 0 && ticked === all.length;
    box.indeterminate = ticked > 0 && ticked < all.length;
  }
}

/** The row that somebody opens is where they go on when they come back. */
function rememberPlace(event) {
  const row = event.target.closest('.work-link') && rowOf(event.target);
  if (row) setPlace(row.id);
}

/** Of a row that is not there any more, the place is where it was last. */
function setPlace(id) {
  const at = rows().findIndex((row) => row.id === id);
  sessionStorage.setItem(PLACE, JSON.stringify({ id, index: at < 0 ? (place()?.index ?? 0) : at }));
}

/** Back from a piece of work, by its link or the browser's button: one goes on at its row. */
function comeBack() {
  if (!queue()) return;
  const named = decodeURIComponent(location.hash.slice(1));
  if (named.startsWith('work-')) {
    setPlace(named.replace('work-', 'application-'));
    // The browser's own way back to this page leads to whatever was opened last.
    addEventListener('load', () => history.replaceState(history.state, '', location.href.split('#')[0]));
  }
  markPlace();
  const cameBack =
    /^\/office\/.+/.test(URL.parse(document.referrer)?.pathname ?? '') ||
    performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
  if (place() && cameBack) linkOf(rowAt(place()))?.focus();
}

function markPlace() {
  const row = document.getElementById(place()?.id);
  if (rowOf(row)) row.dataset.place = 'true';
}

let before;

/** An answer may take away the very button or link that has the focus. */
function noteFocus() {
  const row = rowOf(document.activeElement);
  before = {
    row: row && { id: row.id, index: rows().indexOf(row) },
    asked: Boolean(document.activeElement?.closest('.queue-news')),
    ids: new Set(rows().map(({ id }) => id)),
  };
}

/** What only this script knows is put back after a swap: the marks, the number of ticks, and a focus that was lost. */
function putBack() {
  if (!queue()) return;
  markPlace();
  showTicked();
  if (!before || (document.activeElement && document.activeElement !== document.body)) return;
  const { row, asked, ids } = before;
  if (asked) linkOf(rows().find(({ id }) => !ids.has(id)) ?? rows()[0])?.focus();
  else if (row) linkOf(rowAt(row))?.focus({ preventScroll: true });
}

/** `data-keep-typed` on a form names what is kept of its text, in this tab and for this person, until it is sent. */
function keepTyped({ target }) {
  const form = target.closest('form[data-keep-typed]');
  if (form && target.matches('textarea')) sessionStorage.setItem(typedIn(form), target.value);
}

function forgetTyped({ target }) {
  if (target.matches('[data-keep-typed]')) sessionStorage.removeItem(typedIn(target));
}

function putTypedBack() {
  for (const form of document.querySelectorAll('form[data-keep-typed]')) {
    const field = form.querySelector('textarea');
    if (field && !field.value) field.value = sessionStorage.getItem(typedIn(form)) ?? '';
  }
}

function typedIn(form) {
  return `office-typed ${form.dataset.keepTyped}`;
}
