import { Hono } from 'hono';
import type { AppEnv } from '../../context.ts';

export const emailChangeRoutes = new Hono<AppEnv>();
