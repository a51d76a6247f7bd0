/**
 * What a script adds to pages that work without it: focus on errors, one submission per press, dialogs, print, and a
 * warning before the session ends.
 * The server stays the authority for each of them.
 */
focusOnErrors(document);
enableByChoice();
document.addEventListener('htmx:after:swap', (event) => focusOnErrors(event.target));
document.addEventListener('htmx:after:swap', closeAnsweredDialog);
document.addEventListener('htmx:after:swap', showFetchedDialog);
document.addEventListener('htmx:after:swap', () => enableByChoice());
document.addEventListener('change', () => enableByChoice());
document.addEventListener('htmx:before:request', waitForDialog);
document.addEventListener('htmx:before:swap', waitForDialog);
document.addEventListener('submit', submitOnce);
document.addEventListener('click', openDialog);
document.addEventListener('click', closeDialog);
document.addEventListener('click', printPage);
addEventListener('pageshow', allowSubmissionAgain);

/** The summary of errors takes the focus, so that it is read out and seen first. */
function focusOnErrors(root) {
  const summary =
    root instanceof Element && root.matches('[data-takes-focus]')
      ? root
      : root?.querySelector?.('[data-takes-focus]');
  summary?.focus();
}

/** The second press of a form's button does nothing; the button stays focusable and says that it is busy. */
function submitOnce(event) {
  const form = event.target;
  if (!form.matches('[data-submit-once]') || event.defaultPrevented) return;
  if (form.dataset.submitting) return event.preventDefault();
  form.dataset.submitting = 'true';
  event.submitter?.setAttribute('aria-disabled', 'true');
}

/** A page that comes back from the browser's cache, or an answered htmx form, can be sent again. */
function allowSubmissionAgain() {
  for (const form of document.querySelectorAll('[data-submitting]')) {
    delete form.dataset.submitting;
    for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
  }
}
document.addEventListener('htmx:finally:request', allowSubmissionAgain);

/** Opens the dialog that the pressed link or button names, instead of going to the page that asks the same. */
function openDialog(event) {
  const opener = event.target.closest('[data-open-dialog]');
  const dialog = opener && document.getElementById(opener.dataset.openDialog);
  if (!dialog?.showModal || event.metaKey || event.ctrlKey || !isToBeAsked(opener)) return;
  event.preventDefault();
  dialog.showModal();
}

/** `data-open-dialog-when="name=value"` on a button: its dialog is only for that choice of its form. */
function isToBeAsked({ form, dataset: { openDialogWhen } }) {
  if (!openDialogWhen) return true;
  const [name, value] = openDialogWhen.split('=');
  return new FormData(form).get(name) === value;
}

/**
 * A part that updates by itself waits while a dialog within it is open: a swap would take `open` from the dialog and
 * leave the page behind it dead. The answer to the dialog's own form closes it first.
 */
function waitForDialog(event) {
  const { sourceElement, target } = event.detail.ctx;
  const dialogs = target?.querySelectorAll?.('dialog[open]') ?? [];
  if (dialogs.length > 0 && sourceElement === target) event.preventDefault();
  else if (event.type === 'htmx:before:swap') for (const dialog of dialogs) dialog.close();
}

/** キャンセル: nothing is sent, wherever the dialog stands. */
function closeDialog(event) {
  event.target.closest('[data-close-dialog]')?.closest('dialog')?.close();
}

/** A dialog that came from the server opens at once; what it is about stays behind it. */
function showFetchedDialog() {
  for (const dialog of document.querySelectorAll('dialog[data-fetched]')) {
    delete dialog.dataset.fetched;
    dialog.showModal();
  }
}

/** The form in a dialog changed a part of the page behind it: the dialog is done. */
function closeAnsweredDialog(event) {
  const { sourceElement, target } = event.detail.ctx;
  const dialog = sourceElement?.closest?.('dialog[open]');
  if (dialog && !dialog.contains(target)) dialog.close();
}

/** `data-enabled-by="name=value"` on a fieldset: it is usable only while that choice of its form is taken. */
function enableByChoice() {
  for (const fieldset of document.querySelectorAll('fieldset[data-enabled-by]')) {
    const [name, value] = fieldset.dataset.enabledBy.split('=');
    fieldset.disabled = new FormData(fieldset.form).get(name) !== value;
  }
}

function printPage(event) {
  if (event.target.closest('[data-print]')) print();
}

/**
 * The warning before a session ends. Another window may have used the session meanwhile, so the server is asked before
 * the dialog opens and before the page is left; asking does not count as use.
 */
const sessionWarning = document.getElementById('session-warning');
if (sessionWarning) watchSession(sessionWarning, sessionWarning.dataset);

function watchSession(dialog, { sessionSeconds, sessionExtendable, sessionWarningSeconds }) {
  const warnedBefore = Number(sessionWarningSeconds) * 1000;
  let end;
  let extendable;
  let timer;

  const secondsAre = ({ seconds, extendable: canBeExtended }) => {
    end = Date.now() + seconds * 1000;
    extendable = canBeExtended;
    if (end - Date.now() > warnedBefore && dialog.open) dialog.close();
    lookAgain();
  };
  const lookAgain = () => {
    clearTimeout(timer);
    const next = dialog.open || dialog.dataset.dismissed ? end : end - warnedBefore;
    timer = setTimeout(look, Math.max(0, next - Date.now()) + 500);
  };
  const look = async () => {
    const answer = await askSession('GET');
    if (answer === 'ended' || (!answer && Date.now() > end)) return location.assign('/login?ended');
    if (!answer) return warn();
    secondsAre(answer);
    if (end - Date.now() <= warnedBefore) warn();
  };
  const warn = () => {
    const shown = new Date(end).toLocaleTimeString('ja-JP', {
      timeZone: 'Asia/Tokyo',
      hour: '2-digit',
      minute: '2-digit',
    });
    dialog.querySelector('[data-session-end]').textContent = shown;
    for (const part of dialog.querySelectorAll('[data-session-when]'))
      part.hidden = (part.dataset.sessionWhen === 'extendable') !== extendable;
    dialog.querySelector('[data-session-extend]').hidden = !extendable;
    if (!dialog.open && !dialog.dataset.dismissed) dialog.showModal();
    lookAgain();
  };
  const extend = async () => {
    const answer = await askSession('POST');
    if (answer === 'ended') return location.assign('/login?ended');
    dialog.querySelector('[data-session-problem]').hidden = Boolean(answer);
    if (!answer) return;
    delete dialog.dataset.dismissed;
    secondsAre(answer);
    if (dialog.open) dialog.close();
  };

  dialog.querySelector('[data-session-extend]').addEventListener('click', extend);
  dialog.addEventListener('close', () => {
    if (end - Date.now() <= warnedBefore) dialog.dataset.dismissed = 'true';
    lookAgain();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() > end - warnedBefore) look();
  });
  secondsAre({ seconds: Number(sessionSeconds), extendable: sessionExtendable === 'true' });
}

/** The seconds that the session has left; 'ended', or nothing where the server could not be asked. */
async function askSession(method) {
  try {
    const answer = await fetch('/sessions/extension', {
      method,
      headers: { 'HX-Request-Type': method === 'GET' ? 'partial' : 'full' },
    });
    if (answer.status === 200) return await answer.json();
    return answer.status === 204 || answer.status === 401 ? 'ended' : undefined;
  } catch {
    return undefined;
  }
}
