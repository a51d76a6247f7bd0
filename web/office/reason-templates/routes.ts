import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import {
  findReasonTemplate,
  insertReasonTemplate,
  listTemplatesForOffice,
  type TemplateRow,
  updateReasonTemplate,
} from '../../../db/reason-templates.ts';
import { parseFields } from '../../../domain/field.ts';
import type { TemplateKind } from '../../../domain/reason-template.ts';
import { templateFields } from '../../../domain/reason-template-fields.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { versionOf } from '../record-form.ts';
import { withDone } from '../record-list.ts';
import { staffAct } from '../staff-act.ts';
import { kinds, listOf, listPage, newPage, pathOf, templatePage } from './pages.ts';

const keep = requireStaffRight('reasonTemplates:keep');
type Written = Pick<TemplateRow, 'reasonCode' | 'title' | 'body' | 'position' | 'active'>;

/** 理由テンプレート: texts for returns and rejections, which all staff share. */
export const reasonTemplates = new Hono<AppEnv>()
  .use(requireStaffRight('reasonTemplates:see'))

  .get('/', async (c) => {
    const kind = kindIn(c.req.query('kind')) ?? 'change';
    return c.html(listPage(c, kind, await listTemplatesForOffice(c.var.services.db, kind)));
  })

  .post('/', keep, async (c) => {
    const input = await readForm(c);
    const kind = kindIn(input.kind);
    const id = z.uuid().safeParse(input.templateId);
    if (!kind || !id.success) throw new HTTPException(400, { message: 'not a form of ours' });
    const parsed = parseFields(templateFields(kind), input);
    if ('errors' in parsed) return c.html(newPage(c, kind, id.data, { input, errors: parsed.errors }), 422);
    const values = parsed.values as unknown as Written;
    await staffAct(c, 'reasonTemplateAdded', values.title, (tx, changedBy) =>
      insertReasonTemplate(tx, { templateId: id.data, kind, ...values, changedBy }),
    );
    return redirectTo(c, withDone(listOf(kind), 'added'));
  })

  .get('/new', keep, async (c) =>
    c.html(newPage(c, kindIn(c.req.query('kind')) ?? 'change', crypto.randomUUID())),
  )

  .get('/:templateId', async (c) => c.html(templatePage(c, await found(c))))

  .post('/:templateId', keep, async (c) => {
    const template = await found(c);
    const input = await readForm(c);
    const parsed = parseFields(templateFields(template.kind), input);
    if ('errors' in parsed) return c.html(templatePage(c, template, { input, errors: parsed.errors }), 422);
    const values = parsed.values as unknown as Written;
    const seen = { ...template, version: versionOf(input) };
    const saved = await staffAct(c, 'reasonTemplateChanged', values.title, (tx, changedBy) =>
      updateReasonTemplate(tx, seen, { ...values, changedBy }),
    );
    return saved
      ? redirectTo(c, withDone(pathOf(template), 'saved'))
      : c.html(templatePage(c, await found(c), { input, overtaken: true }), 409);
  });

const kindIn = (text: string | undefined): TemplateKind | undefined => kinds.find((kind) => kind === text);

async function found(c: Context): Promise<TemplateRow> {
  const id = z.uuid().safeParse(c.req.param('templateId'));
  const template = id.success ? await findReasonTemplate(c.var.services.db, id.data) : undefined;
  if (!template) throw new HTTPException(404);
  return template;
}
