import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { TemplateKind } from '../../domain/reason-template.ts';
import { keptRecord } from './kept-record.ts';

/** 理由テンプレート: texts with which staff begin when they give the reason of a return or a rejection. */
export const reasonTemplates = pgTable(
  'reason_templates',
  {
    /** Made by the form, so that a form sent twice is one template. */
    templateId: uuid().primaryKey().defaultRandom(),
    kind: text().$type<TemplateKind>().notNull(),
    /** One of the coded reasons of its kind of work. */
    reasonCode: text().notNull(),
    title: text().notNull(),
    /** With placeholders such as {申込番号}: domain/reason-template.ts. */
    body: text().notNull(),
    /** Order among the templates of one reason. */
    position: integer().notNull(),
    /** Whether it is offered; one that was taken out can come back. */
    active: boolean().notNull().default(true),
    ...keptRecord(),
  },
  (t) => [
    check('template_belongs_to_a_kind_of_work', sql`${t.kind} in ('change', 'registration', 'groupViewer')`),
    index('reason_templates_by_kind').on(t.kind, t.reasonCode, t.position),
  ],
);
export type ReasonTemplate = typeof reasonTemplates.$inferSelect;
