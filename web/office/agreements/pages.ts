import type { AgreementRow } from '../../../db/agreements.ts';
import { agreementFields, agreementName } from '../../../domain/agreement.ts';
import { mayStaff } from '../../access.ts';
import { badge, button, definitionList, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { type Question, questionButton } from '../question.ts';
import { type FormState, recordForm } from '../record-form.ts';
import { administrationTrail, doneNotice, recordListPage, searchForm } from '../record-list.ts';

export const HOME = '/office/agreements';
export const pathOf = ({ agreementCode }: Pick<AgreementRow, 'agreementCode'>) =>
  `${HOME}/${encodeURIComponent(agreementCode)}`;

export const trail = ({ agreementCode }: AgreementRow) =>
  administrationTrail({ text: '特約コード', href: HOME }, { text: agreementCode });

/** 特約コード: which there are, and who has them. */
export const listPage = (c: Context, { rows, query }: { rows: AgreementRow[]; query: string }): Html =>
  recordListPage<AgreementRow>(c, {
    title: '特約コード',
    lead: 'Webユーザー（申込者）の「対象特約のみ参照可能」で選択できる特約です。',
    add: { text: '特約コードを登録する', href: `${HOME}/new`, right: 'settings:change' },
    above: searchForm({ action: HOME, label: '特約コード・名称', query }),
    table: {
      caption: '特約コード',
      rows,
      columns: [
        {
          header: '特約コード',
          primary: true,
          width: 'narrow',
          cell: (row) => html`<a class="number" href="${pathOf(row)}">${row.agreementCode}</a>`,
        },
        { header: '名称', cell: ({ name }) => name },
        { header: '状態', width: 'narrow', cell: stateBadge },
        { header: '参照できる申込者', align: 'end', width: 'narrow', cell: ({ users }) => `${users}人` },
        { header: '最終更新', width: 'narrow', cell: ({ changedAt }) => time(changedAt) },
      ],
      empty: query
        ? {
            title: '条件に合う特約コードはありません',
            body: 'コードの先頭部分、または名称の一部で探せます。',
          }
        : {
            title: '特約コードはまだありません',
            body: '登録すると、企業総合保険をご利用の保険利用者のWebユーザー（管理者）が選択できるようになります。',
          },
    },
  });

const stateBadge = ({ retiredAt }: AgreementRow): Html =>
  retiredAt ? badge('neutral', '新規選択停止') : badge('success', '選択可');

export const newPage = (c: Context, state: FormState<'agreementCode' | 'name'> = {}): Html =>
  staffPage(c, {
    title: '特約コードの登録',
    breadcrumb: administrationTrail({ text: '特約コード', href: HOME }, { text: '登録' }),
    content: recordForm({ action: HOME, back: HOME, fields: agreementFields, state }),
  });

/** One agreement: its name to change, and whether it can be chosen. */
export const agreementPage = (
  c: Context,
  agreement: AgreementRow,
  state: FormState<'name'> = {},
  problem?: Html,
): Html => {
  const mayChange = mayStaff(c.var.staff, 'settings:change');
  return staffPage(c, {
    title: `特約コード　${agreement.agreementCode}`,
    breadcrumb: trail(agreement),
    titleAside: stateBadge(agreement),
    notice: html`${problem}${doneNotice(c)}`,
    content: html`<div class="office-columns">
      <div>
        ${
          mayChange
            ? recordForm({
                action: pathOf(agreement),
                back: HOME,
                fields: [agreementName],
                state,
                record: { ...agreement, values: agreement },
              })
            : section({
                title: '特約',
                content: definitionList([{ label: '特約の名称', value: agreement.name }]),
              })
        }
      </div>
      <aside aria-label="利用">
        ${section({ title: '利用の状況', content: usage(agreement) })}
        ${mayChange && section({ title: agreement.retiredAt ? '新規選択の再開' : '新規選択の停止', content: retirement(agreement) })}
        ${mayChange && agreement.users === 0 && section({ title: '削除', content: deletion(agreement) })}
      </aside>
    </div>`,
  });
};

const usage = ({ users, retiredAt }: AgreementRow): Html =>
  definitionList([
    { label: '参照できる申込者', value: `${users}人` },
    ...(retiredAt ? [{ label: '停止した日時', value: time(retiredAt) }] : []),
  ]);

function retirement(agreement: AgreementRow): Html {
  if (agreement.retiredAt)
    return html`<form method="post" action="${pathOf(agreement)}/restoration" data-submit-once>
      <p class="help">Webユーザー（管理者）が、この特約を再び新しく選択できるようになります。</p>
      <input type="hidden" name="version" value="${agreement.version}">
      ${button({ text: '新規選択を再開する' })}
    </form>`;
  return html`<p class="help">今後は新しく選択できなくなります。すでに選択している申込者は、そのまま参照できます。いつでも再開できます。</p>
    ${questionButton(retirementQuestion(agreement), { text: '新規選択を停止する' })}`;
}

const deletion = (agreement: AgreementRow): Html => html`
  <p class="help">どの申込者にも選択されていないため、削除できます。コードの誤りを直すときは、削除してから登録し直してください。</p>
  ${questionButton(deletionQuestion(agreement), { text: '削除する', kind: 'danger' })}`;

export const retirementQuestion = (agreement: AgreementRow): Question => ({
  path: `${pathOf(agreement)}/retirement`,
  title: `特約コード ${agreement.agreementCode} の新規選択を停止します。よろしいですか？`,
  consequence: `今後、新しく選択できなくなります。すでに選択している申込者（${agreement.users}人）は、そのまま参照できます。`,
  confirm: '新規選択を停止する',
  hidden: { version: String(agreement.version) },
});

export const deletionQuestion = (agreement: AgreementRow): Question => ({
  path: `${pathOf(agreement)}/deletion`,
  title: `特約コード ${agreement.agreementCode} を削除します。よろしいですか？`,
  consequence: '削除すると元に戻せません。同じコードを登録し直すことはできます。',
  confirm: '削除する',
});
