import { and, asc, eq } from 'drizzle-orm';
import type { TemplateKind } from '../domain/reason-template.ts';
import type { Db } from './client.ts';
import { type ReasonTemplate, reasonTemplates } from './schema/reason-templates.ts';

/** What a decision form offers for one kind of work: the active templates by reason, in their order. */
export const listReasonTemplates = (db: Db, kind: TemplateKind): Promise<ReasonTemplate[]> =>
  db
    .select()
    .from(reasonTemplates)
    .where(and(eq(reasonTemplates.kind, kind), eq(reasonTemplates.active, true)))
    .orderBy(asc(reasonTemplates.reasonCode), asc(reasonTemplates.position), asc(reasonTemplates.title));
