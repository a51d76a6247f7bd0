/**
 * 理由テンプレート: a text with which staff begin when they give a reason, for one kind of work and one of its coded reasons.
 * Placeholders stand for what differs from case to case; nothing else in a text has a meaning.
 */
import { decisionReasons } from './change-application.ts';
import { registrationReasons } from './registration.ts';
import { lengthOf } from './text.ts';

/** 保険利用者情報変更, 保険利用者・Webユーザー登録, 全社閲覧用ID. */
export type TemplateKind = 'change' | 'registration' | 'groupViewer';

export const templateKindText: Record<TemplateKind, string> = {
  change: '保険利用者情報変更',
  registration: '登録',
  groupViewer: '全社閲覧用ID',
};

/** The coded reasons of each kind of work. A request for a group viewer is refused without a code. */
export const templateReasons: Record<TemplateKind, Readonly<Record<string, string>>> = {
  change: decisionReasons,
  registration: registrationReasons,
  groupViewer: { other: '却下' },
};

/** What may stand in braces, with what stands for it where a template is looked at. */
export const placeholders = {
  申込番号: 'W20261122-000017-8',
  保険利用者名: '見本貿易株式会社',
  保険利用者コード: '201234567',
  申込日: '2026/11/22',
} as const;
export type Placeholder = keyof typeof placeholders;

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

/** The names in braces that stand for nothing, for whoever mistyped one. */
export const unknownPlaceholders = (body: string): string[] => [
  ...new Set(
    [...body.matchAll(BRACES)].map(([, name = '']) => name.trim()).filter((name) => !isPlaceholder(name)),
  ),
];

/** Code points that the text can have at most: what is put in is longer than its name. */
export const longestFilled = (body: string): number => lengthOf(fillTemplate(body, longestValues));

const longestValues: Record<Placeholder, string> = {
  申込番号: placeholders.申込番号,
  保険利用者名: '名'.repeat(100),
  保険利用者コード: placeholders.保険利用者コード,
  申込日: placeholders.申込日,
};

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(placeholders, name);
