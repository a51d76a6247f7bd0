import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import { stageText } from '../../../domain/change-application.ts';
import { fieldGroupsOf, insuredPartyKindText } from '../../../domain/insured-party.ts';
import { actions, banner, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';

interface Options {
  mayChange: boolean;
  open: ChangeApplication | undefined;
}

export function insuredPartyPage(c: Context, { mayChange, open }: Options): Html {
  const { company } = c.var;
  return userPage(c, {
    title: mayChange ? '保険利用者情報照会・変更' : '保険利用者情報照会',
    lead: mayChange
      ? '登録されている保険利用者情報です。変更するには「変更する」ボタンを押してください。'
      : '登録されている保険利用者情報です。変更は自社のWebユーザー（管理者）が行えます。',
    notice: open && openNotice(open),
    content: html`
      ${section({
        title: '登録の区分',
        content: definitionList([
          { label: '保険利用者コード', value: company.insuredCode },
          { label: '本店・支店', value: insuredPartyKindText[company.kind] },
          {
            label: '企業総合保険の利用',
            value: company.usesComprehensiveInsurance ? '利用している' : '利用していない',
          },
        ]),
      })}
      ${fieldGroupsOf(company.kind).map(({ group, fields }) =>
        section({
          title: group,
          content: definitionList(
            fields.map((field) => ({ label: field.label, value: field.format(company[field.key]) })),
          ),
        }),
      )}
      ${actions({
        back: button({ text: '戻る', href: '/' }),
        primary:
          mayChange && !open
            ? button({ text: '変更する', kind: 'primary', href: '/change-applications/new' })
            : [],
      })}`,
  });
}

const openNotice = ({ applicationNumber, stage }: ChangeApplication): Html =>
  banner(
    'info',
    stage === 'draft' ? '入力中の変更があります' : '手続き中の変更の申込みがあります',
    html`<p>Web申込番号 <a href="/change-applications/${applicationNumber}">${applicationNumber}</a>（${stageText[stage]}）。${
      stage === 'draft'
        ? '続きから入力するか、破棄してください。'
        : '手続きが終わるまで、新しい変更は申し込めません。'
    }</p>`,
  );
