import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm';
import type { TemplateKind } from '../domain/reason-template.ts';
import type { Db } from './client.ts';
import { type ReasonTemplate, reasonTemplates } from './schema/reason-templates.ts';
import { staff } from './schema/staff.ts';

const inOrder = [
  asc(reasonTemplates.reasonCode),
  asc(reasonTemplates.position),
  asc(reasonTemplates.title),
  asc(reasonTemplates.templateId),
];

/** What a decision form offers for one kind of work: the active templates by reason, in their order. */
export const listReasonTemplates = (db: Db, kind: TemplateKind): Promise<ReasonTemplate[]> =>
  db
    .select()
    .from(reasonTemplates)
    .where(and(eq(reasonTemplates.kind, kind), eq(reasonTemplates.active, true)))
    .orderBy(...inOrder);

/** A template with who changed it last. */
export type TemplateRow = ReasonTemplate & { changerName: string | null };

const rows = (db: Db) =>
  db
    .select({ ...getTableColumns(reasonTemplates), changerName: staff.name })
    .from(reasonTemplates)
    .leftJoin(staff, eq(staff.staffId, reasonTemplates.changedBy));

/** All templates of one kind of work, those that are not offered too. */
export const listTemplatesForOffice = (db: Db, kind: TemplateKind): Promise<TemplateRow[]> =>
  rows(db)
    .where(eq(reasonTemplates.kind, kind))
    .orderBy(...inOrder);

export async function findReasonTemplate(db: Db, templateId: string): Promise<TemplateRow | undefined> {
  const [row] = await rows(db).where(eq(reasonTemplates.templateId, templateId));
  return row;
}

type Written = Pick<ReasonTemplate, 'reasonCode' | 'title' | 'body' | 'position' | 'active'> & {
  changedBy: string;
};

/** False where a form of this ID was taken already. */
export async function insertReasonTemplate(
  tx: Db,
  template: Written & Pick<ReasonTemplate, 'templateId' | 'kind'>,
): Promise<boolean> {
  const added = await tx.insert(reasonTemplates).values(template).onConflictDoNothing().returning();
  return added.length > 0;
}

/** False where it is not as it was seen any more; then nothing is changed. */
export async function updateReasonTemplate(
  tx: Db,
  { templateId, version }: Pick<ReasonTemplate, 'templateId' | 'version'>,
  change: Written,
): Promise<boolean> {
  const changed = await tx
    .update(reasonTemplates)
    .set({ ...change, version: sql`${reasonTemplates.version} + 1`, changedAt: new Date() })
    .where(and(eq(reasonTemplates.templateId, templateId), eq(reasonTemplates.version, version)))
    .returning({ templateId: reasonTemplates.templateId });
  return changed.length > 0;
}
