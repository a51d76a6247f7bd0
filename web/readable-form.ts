import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { AppEnv } from './context.ts';

/** Refuses a body that says it is a form and cannot be read as one; whoever reads it later finds it read already. */
export const readableFormsOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  try {
    await c.req.parseBody();
  } catch (error) {
    if (error instanceof TypeError) throw new HTTPException(400, { message: 'the form cannot be read' });
    throw error;
  }
  await next();
};
