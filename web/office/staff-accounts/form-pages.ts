import type { StaffAccount } from '../../../db/staff-accounts.ts';
import {
  newStaffAccountFields,
  type StaffAccountKey,
  staffAccountFields,
} from '../../../domain/staff-account.ts';
import type { Context } from '../../context.ts';
import { currentPasswordField } from '../../current-password-field.ts';
import type { Html } from '../../html.ts';
import { isPasswordRecent } from '../../recent-password.ts';
import { staffPage } from '../page.ts';
import { type FormState, type KeptRecord, recordForm } from '../record-form.ts';
import { administrationTrail } from '../record-list.ts';
import { trail } from './account-page.ts';
import { HOME, pathOf } from './list-page.ts';

interface PasswordState {
  passwordError?: string | undefined;
}

export const newPage = (
  c: Context,
  { passwordError, ...state }: FormState<StaffAccountKey | 'staffId'> & PasswordState = {},
): Html =>
  staffPage(c, {
    title: '職員の登録',
    lead: '登録すると、仮パスワードを記載したメールが本人に届きます。',
    breadcrumb: administrationTrail({ text: '職員', href: HOME }, { text: '登録' }),
    content: recordForm({
      action: HOME,
      back: HOME,
      fields: newStaffAccountFields,
      state,
      below: password(c, '職員を登録するため', passwordError),
      belowErrors: passwordErrors(passwordError),
    }),
  });

export const changePage = (
  c: Context,
  account: StaffAccount,
  lastChange: Pick<KeptRecord<string>, 'changedAt' | 'changerName'>,
  { passwordError, ...state }: FormState<StaffAccountKey> & PasswordState = {},
): Html =>
  staffPage(c, {
    title: '職員の登録内容の変更',
    breadcrumb: trail(account, { text: '変更' }),
    content: recordForm({
      action: `${pathOf(account)}/change`,
      back: pathOf(account),
      fields: staffAccountFields,
      state,
      record: { values: account, version: account.version, ...lastChange },
      below: password(c, '職員の登録内容を変更するため', passwordError),
      belowErrors: passwordErrors(passwordError),
    }),
  });

const password = (c: Context, purpose: string, error: string | undefined): Html | undefined =>
  isPasswordRecent(c) ? undefined : currentPasswordField(c, purpose, error);

const passwordErrors = (message: string | undefined) =>
  message ? [{ name: 'password', label: '現在のパスワード', message }] : [];
