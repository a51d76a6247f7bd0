/**
 * 理由テンプレート: a text with which staff begin when they give a reason, for one kind of work and one of its coded reasons.
 * Placeholders stand for what differs from case to case; nothing else in a text has a meaning.
 */
import { decisionReasons } from './change-application.ts';
import { registrationReasons } from './registration.ts';
import { lengthOf } from './text.ts';
import type { WorkType } from './work.ts';

export type TemplateKind = WorkType;

export const templateKindText: Record<TemplateKind, string> = {
  change: '保険利用者情報変更',
  registration: '登録',
  groupViewer: '全社閲覧用ID',
};

/** Characters of the reason of a return or rejection that an applicant reads, whether or not it began with a template. */
export const REASON_AT_MOST = 1000;

/** The coded reasons of each kind of work. A request for a group viewer is refused without a code. */
export const templateReasons: Record<TemplateKind, Readonly<Record<string, string>>> = {
  change: decisionReasons,
  registration: registrationReasons,
  groupViewer: { other: '却下' },
};

/** What may stand in braces, with what stands for it where a template is looked at. */
export const placeholders = {
  申込番号: 'W20261122-000017-8',
  受付番号: 'R20261122-000001-7',
  保険利用者名: '見本貿易株式会社',
  保険利用者コード: '201234567',
  申込日: '2026/11/22',
} as const;
export type Placeholder = keyof typeof placeholders;

/** What there is to put in, by kind of work. */
export const placeholdersOf: Record<TemplateKind, readonly Placeholder[]> = {
  change: ['申込番号', '申込日', '保険利用者名', '保険利用者コード'],
  registration: ['受付番号', '申込日', '保険利用者名'],
  groupViewer: ['保険利用者名', '保険利用者コード'],
};

/** What a placeholder stands for in one case; what a case does not have is left out. */
export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string>>>;

const BRACES = /[{｛]([^{}｛｝]*)[}｝]/g;

/**
 * The template's text for one case. One pass over the text: what is put in is never read again, so that nothing that a
 * person wrote, braces and `$&` included, does anything but stand there. Unknown names stay as they are; a value that the
 * case does not have becomes ―.
 */
export const fillTemplate = (body: string, values: PlaceholderValues): string =>
  body.replace(BRACES, (asWritten, name: string) =>
    isPlaceholder(name.trim()) ? (values[name.trim() as Placeholder] ?? '―') : asWritten,
  );

/** The names in braces that stand for nothing in this kind of work, for whoever mistyped one. */
export const unknownPlaceholders = (kind: TemplateKind, body: string): string[] => [
  ...new Set(
    [...body.matchAll(BRACES)]
      .map(([, name = '']) => name.trim())
      .filter((name) => !placeholdersOf[kind].some((known) => known === name)),
  ),
];

/** How a text looks to whoever reads it, with examples put in. */
export const exampleOf = (body: string): string => fillTemplate(body, placeholders);

/** Code points that the text can have at most: a company's name is longer than its placeholder. */
export const longestFilled = (body: string): number =>
  lengthOf(fillTemplate(body, { ...placeholders, 保険利用者名: '名'.repeat(LONGEST_COMPANY_NAME) }));

const LONGEST_COMPANY_NAME = 100;

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(placeholders, name);
