import type { CompanyChoice } from '../../../db/group-viewers.ts';
import type { TakenMeasure } from '../../../db/measures.ts';
import { type Entry, entryKindText, type IpRestriction } from '../../../domain/ip-restriction.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, button, dataTable, section, timeline } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textAreaField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import type { LiftState } from './routes.ts';

interface CompanyPage {
  company: CompanyChoice;
  restriction: IpRestriction;
  lifts: TakenMeasure[];
}

/** One company's IPアドレス制限, who lifted it when, and 解除. */
export function companyPage(
  c: Context,
  { company, restriction, lifts }: CompanyPage,
  state: LiftState,
): Html {
  const { enabled } = restriction;
  return staffPage(c, {
    title: `${company.name}　IPアドレス制限`,
    breadcrumb: [{ text: 'IPアドレス制限', href: '/office/ip-restrictions' }, { text: company.insuredCode }],
    titleAside: badge(enabled ? 'info' : 'neutral', enabled ? '設定中' : '設定なし'),
    content: html`
      ${errorSummary(state.error ? [{ name: 'reasonText', label: '解除の理由', message: state.error }] : [])}
      ${state.wasOff && banner('warning', 'すでに解除されています', undefined, { live: true })}
      <div class="office-columns">
        <div>
          ${section({
            title: enabled ? '利用可能なグローバルIPアドレス' : '前回設定されたグローバルIPアドレス',
            content: entriesTable(restriction.entries),
          })}
        </div>
        <aside aria-label="解除">
          ${enabled && mayStaff(c.var.staff, 'ipRestrictions:lift') && liftForm(company, state)}
          ${lifts.length > 0 && section({ title: '解除の履歴', content: history(lifts) })}
        </aside>
      </div>`,
  });
}

const entriesTable = (rows: Entry[]): Html =>
  dataTable<Entry>({
    caption: 'グローバルIPアドレス',
    captionHidden: true,
    rows,
    columns: [
      {
        header: 'IPアドレス',
        primary: true,
        cell: ({ value }) => html`<span class="number">${value}</span>`,
      },
      { header: '指定方法', width: 'narrow', cell: ({ kind }) => entryKindText[kind] },
      { header: 'メモ', cell: ({ memo }) => memo },
    ],
    empty: { title: '登録されているIPアドレスはありません' },
  });

const liftForm = ({ insuredCode }: CompanyChoice, { reasonText, error }: LiftState): Html =>
  section({
    title: '制限を解除する',
    content: html`<form method="post" action="/office/ip-restrictions/${insuredCode}/lift" class="form" data-submit-once>
      <p class="help">ログインできなくなった保険利用者から連絡があったときに、本人確認のうえ解除します。解除すると、どのIPアドレスからもログインできるようになり、理由とともにWebユーザー（管理者）にメールで通知されます。登録されたIPアドレスは残ります。</p>
      ${textAreaField({ name: 'reasonText', label: '解除の理由', required: true, rows: 3, value: reasonText, error, help: 'Webユーザー（管理者）へのメールに記載されます。' })}
      ${button({ text: '制限を解除する', kind: 'danger' })}
    </form>`,
  });

const history = (lifts: TakenMeasure[]): Html =>
  timeline(
    lifts.map(({ at, actorName, reasonText }) => ({
      at,
      actor: actorName,
      text: '制限を解除しました',
      detail: html`<p class="prose">${reasonText}</p>`,
    })),
  );
