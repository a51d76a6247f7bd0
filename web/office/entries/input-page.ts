import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import { stageText } from '../../../domain/change-application.ts';
import { entryFields } from '../../../domain/entry.ts';
import type { FormValues } from '../../answer.ts';
import { actions, banner, button, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, fieldset } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { recordErrors, recordFields } from '../../portal/change-applications/fields.ts';
import { nothingChangedBanner, steps } from '../../portal/change-applications/input-page.ts';
import { fieldInput } from '../../portal/field-input.ts';
import { companyPath, tabPath } from '../companies/paths.ts';
import { staffPage } from '../page.ts';

export const TITLE = '申込みの代理入力';

export const trail = ({ insuredCode }: InsuredParty) => [
  { text: '保険利用者', href: '/office/companies' },
  { text: insuredCode, href: companyPath(insuredCode) },
  { text: TITLE },
];

interface InputPage {
  party: InsuredParty;
  input: FormValues;
  errors?: Record<string, string>;
  nothingChanged?: boolean;
}

/** Step 1: who asked and how, and the record as the customer would have had it before them. */
export const inputPage = (c: Context, { party, input, errors = {}, nothingChanged }: InputPage): Html =>
  staffPage(c, {
    title: `${party.name}　${TITLE}`,
    breadcrumb: trail(party),
    steps: stepIndicator(steps, 1),
    lead: '書面や電話で申出のあった変更を、保険利用者に代わって入力します。入力した方は、この申込みを決裁できません。',
    content: html`
      ${nothingChanged && nothingChangedBanner}
      ${errorSummary([...entryErrors(errors), ...recordErrors(party.kind, errors)])}
      <form method="post" action="/office/entries/${party.insuredCode}" class="form" data-submit-once>
        ${fieldset({
          legend: 'お客様からの申出',
          content: entryFields.map((field) =>
            fieldInput(field, input[field.key], { error: errors[field.key] }),
          ),
        })}
        ${recordFields({ party, input, errors, addressUrl: `/office/entries/address/${party.kind}` })}
        ${actions({
          primary: button({ text: '変更内容の確認へ', kind: 'primary' }),
          back: button({ text: '戻る', href: tabPath(party.insuredCode, 'applications') }),
        })}
      </form>`,
  });

const entryErrors = (errors: Record<string, string>) =>
  entryFields.flatMap(({ key, label }) => (errors[key] ? [{ name: key, label, message: errors[key] }] : []));

/** What stands in the way, and where one goes on. */
export function obstaclePage(
  c: Context,
  { party, obstacle }: { party: InsuredParty; obstacle: ChangeApplication | 'noAdministrator' },
): Html {
  return staffPage(c, {
    title: `${party.name}　${TITLE}`,
    breadcrumb: trail(party),
    content: html`
      ${obstacle === 'noAdministrator' ? noAdministrator : openApplication(obstacle)}
      ${actions({ back: button({ text: '戻る', href: tabPath(party.insuredCode, 'applications') }) })}`,
  });
}

const noAdministrator = banner(
  'warning',
  'Webユーザー（管理者）が登録されていません',
  '受付と結果をお知らせする相手がいないため、入力できません。先に、Webユーザー（管理者）の登録を案内してください。',
);

const openApplication = ({ applicationNumber, stage }: ChangeApplication): Html =>
  stage === 'draft'
    ? banner(
        'warning',
        '保険利用者が申込みを入力しています',
        '申し込まれるか、入力内容が破棄されるまで、別の申込みは入力できません。お客様に確認してください。',
      )
    : banner(
        'warning',
        '手続き中の申込みがあります',
        html`<p>1つの保険利用者につき、同時に進められる申込みは1件です。</p>
          <p><a class="number" href="/office/change-applications/${applicationNumber}">${applicationNumber}</a>（${stageText[stage]}）</p>`,
      );
