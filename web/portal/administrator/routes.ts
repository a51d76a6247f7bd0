import { Hono } from 'hono';
import type { AppEnv } from '../../context.ts';

export const administratorRoutes = new Hono<AppEnv>();
