import { Hono } from 'hono';
import type { AppEnv } from '../context.ts';

export const publicOfficeRoutes = new Hono<AppEnv>();
export const officeRoutes = new Hono<AppEnv>();
