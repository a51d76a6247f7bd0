import type { ServiceRow } from '../../../db/linked-services.ts';
import type { ServiceKeyRow } from '../../../db/service-keys.ts';
import { keyName } from '../../../domain/linked-service-fields.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, button, dataTable, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { textField } from '../../fields.ts';
import { formatDateTime } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { type Question, questionButton } from '../question.ts';
import { type FormState, recordForm } from '../record-form.ts';
import { administrationTrail, doneNotice } from '../record-list.ts';
import { HOME, pathOf } from './paths.ts';

export const keysTrail = (service: ServiceRow) =>
  administrationTrail(
    { text: '連携サービス', href: HOME },
    { text: service.serviceCode, href: pathOf(service) },
    { text: 'キー' },
  );

interface Keys {
  service: ServiceRow;
  keys: ServiceKeyRow[];
}

/** The keys of a service: which there are, where each is used and when it last was; a new one, and the end of an old one. */
export const keysPage = (
  c: Context,
  { service, keys }: Keys,
  state: FormState<'name'> = {},
  problem?: Html,
): Html => {
  const mayChange = mayStaff(c.var.staff, 'settings:change');
  return staffPage(c, {
    title: `${service.name}　キー`,
    lead: 'サービスがアクセス履歴を記録するときに使うキーです。新しいキーに切り替わったことを「最終使用」で確認してから、古いキーを失効させます。',
    breadcrumb: keysTrail(service),
    notice: html`${problem}${doneNotice(c)}`,
    content: html`<div class="office-columns">
      <div>${section({ title: '発行済みのキー', content: keysTable(service, keys, mayChange) })}</div>
      <aside aria-label="発行">${
        mayChange &&
        section({
          title: 'キーの発行',
          content: html`<p class="help">キーは発行した直後に一度だけ表示します。それまでのキーも使えます。</p>
            ${recordForm({
              action: `${pathOf(service)}/keys`,
              back: pathOf(service),
              fields: [keyName],
              state,
              hidden: { keyId: crypto.randomUUID() },
              submit: 'キーを発行する',
              isPart: true,
            })}`,
        })
      }</aside>
    </div>`,
  });
};

const keysTable = (service: ServiceRow, keys: ServiceKeyRow[], mayChange: boolean): Html =>
  dataTable<ServiceKeyRow>({
    caption: 'キー',
    captionHidden: true,
    rows: keys,
    columns: [
      { header: '名前', primary: true, cell: nameOf },
      {
        header: '発行',
        cell: ({ createdAt, issuerName }) =>
          html`<span>${time(createdAt)} <small>${issuerName ?? 'コマンド'}</small></span>`,
      },
      { header: '最終使用', cell: ({ lastUsedAt }) => (lastUsedAt ? time(lastUsedAt) : '未使用') },
      { header: '状態', cell: stateCell },
      ...(mayChange
        ? [
            {
              header: '操作',
              headerHidden: true,
              cell: (key: ServiceKeyRow) =>
                !key.revokedAt &&
                questionButton(revocationQuestion(service, key), {
                  text: '失効させる',
                  kind: 'danger',
                  about: nameOf(key),
                }),
            },
          ]
        : []),
    ],
    empty: { title: 'キーはまだありません', body: 'キーがないと、サービスはアクセス履歴を記録できません。' },
  });

const nameOf = ({ name }: Pick<ServiceKeyRow, 'name'>) => name || '（名前なし）';

const stateCell = ({ revokedAt, revokerName }: ServiceKeyRow): Html =>
  revokedAt
    ? html`<span>${badge('neutral', '失効')} <small>${time(revokedAt)}　${revokerName}</small></span>`
    : badge('success', '有効');

export const revocationQuestion = (service: ServiceRow, key: ServiceKeyRow): Question => ({
  path: `${pathOf(service)}/keys/${key.keyId}/revocation`,
  title: `キー「${nameOf(key)}」を失効させます。よろしいですか？`,
  consequence: `このキーを使っているサービスは、直ちにアクセス履歴を記録できなくなります。元に戻せません。最終使用は${
    key.lastUsedAt ? `${formatDateTime(key.lastUsedAt)}です` : 'ありません'
  }。`,
  confirm: '失効させる',
});

/** The one time that a key is shown. */
export const issuedPage = (c: Context, service: ServiceRow, issued: { name: string; key: string }): Html =>
  staffPage(c, {
    title: 'キーを発行しました',
    breadcrumb: keysTrail(service),
    notice: banner(
      'warning',
      'このページを閉じると、キーは二度と表示できません',
      'いまコピーして、サービスの設定に安全な方法で渡してください。控えられなかったときは、このキーを失効させて発行し直してください。',
    ),
    content: section({
      title: `${service.name}　${issued.name}`,
      content: html`
        ${textField({ name: 'key', label: 'キー', mark: false, value: issued.key, width: 'full', readonly: true, autocomplete: 'off', attributes: { spellcheck: 'false' } })}
        ${button({ text: 'キーの一覧へ', kind: 'primary', href: `${pathOf(service)}/keys` })}`,
    }),
  });

/** A form that was sent twice: its key was shown to the first press alone. */
export const alreadyIssued: Html = banner(
  'warning',
  'このキーはすでに発行されています',
  '同じ操作が2回行われました。先に表示されたキーを控えていないときは、下の一覧で失効させて、発行し直してください。',
  { live: true },
);

export const alreadyRevoked: Html = banner('info', 'このキーはすでに失効しています', undefined, {
  live: true,
});
