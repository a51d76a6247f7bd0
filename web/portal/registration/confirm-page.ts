import { emailWarning } from '../../../domain/mail-domain.ts';
import { postalCodeWarning } from '../../../domain/postal-address.ts';
import { actions, banner, button, definitionList, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { formatDate, time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { postalAreas } from '../../postal-areas.ts';
import { publicPage } from '../page.ts';
import { type EnteredDraft, fingerprint } from './draft.ts';
import { formTitles, steps, tooManyBanner } from './input-page.ts';
import { requestSections } from './request-sections.ts';

/** Step 2: what will be asked for. `problem` says why 確定する did nothing. */
export function confirmPage(c: Context, draft: EnteredDraft, problem?: 'changedMeanwhile' | 'tooMany'): Html {
  const { form, request, termsVersion, termsAgreedAt } = draft.values;
  return publicPage(c, {
    title: '登録内容の確認',
    steps: stepIndicator(steps, 2),
    lead: `${formTitles[form]}の内容をご確認ください。問題がなければ「確定する」ボタンをクリックしてください。`,
    content: html`
      ${problem === 'tooMany' && tooManyBanner}
      ${problem === 'changedMeanwhile' && banner('warning', '確認した内容と異なります', '画面を開いた後に、別の画面で内容が修正されました。次の内容で申し込んでよろしいか、もう一度ご確認ください。', { live: true })}
      ${hints(draft)}
      ${requestSections(request)}
      ${section({
        title: 'Webサービス利用規約',
        content: definitionList([
          { label: '同意した規約', value: `${formatDate(termsVersion)}版` },
          { label: '同意した日時', value: time(new Date(termsAgreedAt)) },
        ]),
      })}
      <form method="post" action="/registration/confirm" class="form" data-submit-once>
        <input type="hidden" name="seen" value="${fingerprint(draft)}">
        ${actions({
          primary: button({ text: '確定する', kind: 'primary' }),
          back: button({ text: '修正する', href: `/registration/${form}` }),
        })}
      </form>`,
  });
}

/** What is accepted though it may be a slip. */
function hints({ values: { request } }: EnteredDraft): Html[] {
  const { administrator, details } = request;
  const mail = emailWarning(administrator.email);
  const address = details && postalCodeWarning(details, postalAreas);
  return [
    ...(mail ? [banner('warning', '管理者のメールアドレスをご確認ください', mail)] : []),
    ...(address ? [banner('warning', '郵便番号と所在地をご確認ください', address)] : []),
  ];
}
