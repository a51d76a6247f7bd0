/**
 * What a script adds to pages that work without it: focus on errors, one submission per press, dialogs, print.
 * The server stays the authority for each of them.
 */
focusOnErrors(document);
document.addEventListener('htmx:after:swap', (event) => focusOnErrors(event.target));
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
  if (!dialog?.showModal || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  dialog.showModal();
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

function printPage(event) {
  if (event.target.closest('[data-print]')) print();
}
