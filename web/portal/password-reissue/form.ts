import { parseEmail } from '../../../domain/email.ts';
import type { FormValues } from '../../answer.ts';
import type { FieldError } from '../../fields.ts';

/** What is asked for; nothing says yet that there is such a user. */
export interface ReissueRequest {
  webUserId: string;
  email: string;
}

export interface ReissueForm {
  /** As it was typed. */
  values: { webUserId: string; email: string };
  request?: ReissueRequest;
  errors: FieldError[];
}

/** Judges the form alone, so that its answers are the same for known and unknown users. */
export function readReissueForm(form: FormValues): ReissueForm {
  const values = { webUserId: form.webUserId?.trim() ?? '', email: form.email?.trim() ?? '' };
  const webUserId = values.webUserId.normalize('NFKC');
  const email = parseEmail(values.email);
  const errors: FieldError[] = [];
  if (!webUserId) errors.push({ name: 'webUserId', message: 'WebユーザーIDを入力してください。' });
  else if (!/^[0-9]{12}$/.test(webUserId))
    errors.push({ name: 'webUserId', message: 'WebユーザーIDは12桁の数字で入力してください。' });
  if (!values.email) errors.push({ name: 'email', message: 'メールアドレスを入力してください。' });
  else if ('error' in email) errors.push({ name: 'email', message: email.error });
  if (errors.length > 0 || 'error' in email) return { values, errors };
  return { values, errors, request: { webUserId, email: email.value } };
}
