import type { ServiceRow } from '../../../db/linked-services.ts';
import { serviceRightText } from '../../../domain/linked-service.ts';
import {
  type ChangeableKey,
  changeableFields,
  type LinkedServiceKey,
  linkedServiceFields,
} from '../../../domain/linked-service-fields.ts';
import { mayStaff } from '../../access.ts';
import { badge, button, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { type FormState, recordForm } from '../record-form.ts';
import { administrationTrail, doneNotice, recordListPage } from '../record-list.ts';
import { HOME, pathOf } from './paths.ts';

/** 連携サービス: all of them, in the order of the customers' menu. */
export const listPage = (c: Context, rows: ServiceRow[]): Html =>
  recordListPage<ServiceRow>(c, {
    title: '連携サービス',
    lead: 'ユーザーページのメニューに表示する外部のサービスです。並びはメニューの表示順です。',
    add: { text: 'サービスを登録する', href: `${HOME}/new`, right: 'settings:change' },
    table: {
      caption: '連携サービス',
      rows,
      columns: [
        { header: '順', align: 'end', width: 'narrow', cell: ({ position }) => position },
        {
          header: 'サービス名',
          primary: true,
          cell: (row) => html`<a href="${pathOf(row)}">${row.name}</a>`,
        },
        {
          header: 'コード',
          width: 'narrow',
          cell: ({ serviceCode }) => html`<span class="number">${serviceCode}</span>`,
        },
        { header: 'メニューの見出し', cell: ({ menuGroup }) => menuGroup },
        { header: '利用に必要な権限', cell: ({ rightNeeded }) => serviceRightText[rightNeeded] },
        {
          header: 'ワンタイムパスワード',
          width: 'narrow',
          cell: ({ exemptFromOneTimePassword }) => (exemptFromOneTimePassword ? '不要' : '必要'),
        },
        { header: '有効なキー', align: 'end', width: 'narrow', cell: ({ keys }) => `${keys}件` },
        { header: '状態', width: 'narrow', cell: openBadge },
      ],
      empty: {
        title: '連携サービスはまだありません',
        body: '登録すると、権限のあるWebユーザーのユーザーページに表示されます。',
      },
    },
  });

const openBadge = ({ closedAt }: Pick<ServiceRow, 'closedAt'>): Html =>
  closedAt ? badge('neutral', '停止中') : badge('success', '公開中');

export const newPage = (c: Context, state: FormState<LinkedServiceKey> = {}): Html =>
  staffPage(c, {
    title: '連携サービスの登録',
    breadcrumb: administrationTrail({ text: '連携サービス', href: HOME }, { text: '登録' }),
    content: recordForm({
      action: HOME,
      back: HOME,
      fields: linkedServiceFields,
      state,
      initial: { open: 'true', exemptFromOneTimePassword: 'false' },
    }),
  });

/** One service, and the way to its keys. */
export function servicePage(c: Context, service: ServiceRow, state: FormState<ChangeableKey> = {}): Html {
  const values = { ...service, open: service.closedAt === null };
  return staffPage(c, {
    title: service.name,
    breadcrumb: administrationTrail({ text: '連携サービス', href: HOME }, { text: service.serviceCode }),
    titleAside: openBadge(service),
    notice: doneNotice(c),
    content: html`<div class="office-columns">
      <div>
        ${
          mayStaff(c.var.staff, 'settings:change')
            ? recordForm({
                action: pathOf(service),
                back: HOME,
                fields: changeableFields,
                state,
                record: { ...service, values },
              })
            : section({
                title: 'サービス',
                content: definitionList(
                  changeableFields.map(({ key, label, format }) => ({ label, value: format(values[key]) })),
                ),
              })
        }
      </div>
      <aside aria-label="キー">
        ${section({
          title: 'キー',
          content: html`
            <p>サービスコード <span class="number">${service.serviceCode}</span></p>
            <p class="help">サービスがアクセス履歴を記録するときに使うキーです。有効なキーは${service.keys}件です。</p>
            ${button({ text: 'キーを管理する', href: `${pathOf(service)}/keys` })}`,
        })}
      </aside>
    </div>`,
  });
}
