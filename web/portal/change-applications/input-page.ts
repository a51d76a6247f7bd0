import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import type { InsuredPartyFieldKey } from '../../../domain/insured-party.ts';
import { actions, applicationNumber, banner, button, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { recordErrors, recordFields } from './fields.ts';

export const steps = ['変更内容の入力', '変更内容の確認'];

interface Input {
  input: Record<string, string>;
  /** The draft or returned application that is being corrected. */
  application?: ChangeApplication;
  errors?: FieldErrors<InsuredPartyFieldKey>;
  nothingChanged?: boolean;
}

/** Step 1: the whole record as a form, filled with what is registered. */
export function inputPage(c: Context, { input, application, errors = {}, nothingChanged }: Input): Html {
  const { company } = c.var;
  const action = application
    ? `/change-applications/${application.applicationNumber}`
    : '/change-applications';
  return userPage(c, {
    title: '保険利用者情報変更',
    trail: [{ text: '保険利用者情報照会・変更', href: '/insured-party' }],
    steps: stepIndicator(steps, 1),
    lead: '変更する項目を書き換えて、「変更内容の確認へ」ボタンを押してください。変更しない項目はそのままにしてください。',
    titleAside: application && applicationNumber(application.applicationNumber),
    content: html`
      ${nothingChanged && nothingChangedBanner}
      ${errorSummary(recordErrors(company.kind, errors))}
      <form method="post" action="${action}" class="form" data-submit-once>
        ${recordFields({ party: company, input, errors, addressUrl: '/change-applications/address' })}
        ${actions({
          primary: button({ text: '変更内容の確認へ', kind: 'primary' }),
          back: button({ text: '戻る', href: application ? '/change-applications' : '/insured-party' }),
        })}
      </form>`,
  });
}

export const nothingChangedBanner = banner(
  'error',
  '変更された項目がありません',
  '登録されている内容と同じです。変更する項目を書き換えてください。',
  { live: true },
);
