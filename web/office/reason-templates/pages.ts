import type { TemplateRow } from '../../../db/reason-templates.ts';
import {
  exampleOf,
  placeholders,
  placeholdersOf,
  type TemplateKind,
  templateKindText,
  templateReasons,
} from '../../../domain/reason-template.ts';
import { type TemplateKey, templateFields } from '../../../domain/reason-template-fields.ts';
import { mayStaff } from '../../access.ts';
import { badge, definitionList, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { attributes, type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { type FormState, recordForm } from '../record-form.ts';
import { administrationTrail, doneNotice, recordListPage } from '../record-list.ts';

const HOME = '/office/reason-templates';
export const kinds = Object.keys(templateKindText) as TemplateKind[];
export const listOf = (kind: TemplateKind) => `${HOME}?kind=${kind}`;
const newOf = (kind: TemplateKind) => `${HOME}/new?kind=${kind}`;
export const pathOf = ({ templateId }: Pick<TemplateRow, 'templateId'>) => `${HOME}/${templateId}`;

/** The templates of one kind of work, by reason. */
export const listPage = (c: Context, kind: TemplateKind, rows: TemplateRow[]): Html =>
  recordListPage<TemplateRow>(c, {
    title: '理由テンプレート',
    lead: '差戻しや却下の理由を書くときに選べる文章です。職員全員で共有します。',
    add: { text: 'テンプレートを登録する', href: newOf(kind), right: 'reasonTemplates:keep' },
    above: kindLinks(kind),
    table: {
      caption: `理由テンプレート（${templateKindText[kind]}）`,
      rows: inOrderOfReasons(kind, rows),
      columns: [
        { header: '理由', cell: ({ reasonCode }) => templateReasons[kind][reasonCode] ?? reasonCode },
        {
          header: 'タイトル',
          primary: true,
          cell: (row) => html`<a href="${pathOf(row)}">${row.title}</a>`,
        },
        { header: '本文', cell: ({ body }) => beginningOf(body) },
        { header: '順', align: 'end', width: 'narrow', cell: ({ position }) => position },
        { header: '状態', width: 'narrow', cell: activeBadge },
        {
          header: '最終更新',
          cell: ({ changedAt, changerName }) =>
            html`<span>${time(changedAt)} <small>${changerName}</small></span>`,
        },
      ],
      empty: {
        title: `${templateKindText[kind]}の理由テンプレートはまだありません`,
        body: '登録すると、差戻しや却下の画面で選んで使えるようになります。',
      },
    },
  });

const inOrderOfReasons = (kind: TemplateKind, rows: TemplateRow[]): TemplateRow[] => {
  const order = Object.keys(templateReasons[kind]);
  return rows.toSorted((one, other) => order.indexOf(one.reasonCode) - order.indexOf(other.reasonCode));
};

const kindLinks = (chosen: TemplateKind): Html =>
  html`<nav class="choice-links" aria-label="業務の種類"><span aria-hidden="true">種類</span><ul>${kinds.map(
    (kind) =>
      html`<li><a href="${listOf(kind)}"${attributes({ 'aria-current': kind === chosen ? 'true' : undefined })}>${templateKindText[kind]}</a></li>`,
  )}</ul></nav>`;

const SHOWN = 60;
const beginningOf = (body: string): string => {
  const characters = [...body.replaceAll('\n', ' ')];
  return characters.length > SHOWN ? `${characters.slice(0, SHOWN).join('')}…` : characters.join('');
};

const activeBadge = ({ active }: Pick<TemplateRow, 'active'>): Html =>
  active ? badge('success', '使用中') : badge('neutral', '使用しない');

const trail = (kind: TemplateKind, last: string) =>
  administrationTrail({ text: '理由テンプレート', href: listOf(kind) }, { text: last });

export const newPage = (
  c: Context,
  kind: TemplateKind,
  templateId: string,
  state: FormState<TemplateKey> = {},
): Html =>
  staffPage(c, {
    title: `理由テンプレートの登録（${templateKindText[kind]}）`,
    breadcrumb: trail(kind, '登録'),
    content: html`<div class="office-columns">
      <div>${recordForm({
        action: HOME,
        back: listOf(kind),
        fields: templateFields(kind),
        state,
        initial: { position: '10', active: 'true' },
        hidden: { kind, templateId },
      })}</div>
      <aside aria-label="差し込み項目">${placeholderSection(kind)}</aside>
    </div>`,
  });

export function templatePage(c: Context, template: TemplateRow, state: FormState<TemplateKey> = {}): Html {
  const { kind, title } = template;
  return staffPage(c, {
    title,
    breadcrumb: trail(kind, title),
    titleAside: activeBadge(template),
    notice: doneNotice(c),
    content: html`<div class="office-columns">
      <div>${mayStaff(c.var.staff, 'reasonTemplates:keep') ? form(template, state) : facts(template)}</div>
      <aside aria-label="表示例">
        ${section({ title: '申込者に表示される文章の例', content: html`<p class="prose">${exampleOf(template.body)}</p>` })}
        ${placeholderSection(kind)}
      </aside>
    </div>`,
  });
}

const form = (template: TemplateRow, state: FormState<TemplateKey>): Html =>
  recordForm({
    action: pathOf(template),
    back: listOf(template.kind),
    fields: templateFields(template.kind),
    state,
    record: { ...template, values: template },
  });

const facts = (template: TemplateRow): Html =>
  section({
    title: 'テンプレート',
    content: definitionList(
      templateFields(template.kind).map(({ key, label, format }) => ({
        label,
        value: html`<span class="prose">${format(template[key])}</span>`,
      })),
    ),
  });

const placeholderSection = (kind: TemplateKind): Html =>
  section({
    title: '差し込み項目',
    lead: '本文に書くと、申込みごとの内容に置き換わります。',
    content: definitionList(
      placeholdersOf[kind].map((placeholder) => ({
        label: `{${placeholder}}`,
        value: `例：${placeholders[placeholder]}`,
      })),
    ),
  });
