import { Counter, Gauge, Histogram } from 'prom-client';
import { registry } from '../db/metrics.ts';
import { hashingNow } from '../db/password-hash.ts';

/** By route, never by path: what has so many values as there are customers would fill any memory. */
export const requestSeconds = new Histogram({
  name: 'madoguchi_http_request_duration_seconds',
  help: 'Requests by method, pattern of the route and status, and how long until their answer began',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
});

export const loginAttempts = new Counter({
  name: 'madoguchi_login_attempts_total',
  help: 'Logins of customers and staff by what came of them, as in the log',
  labelNames: ['people', 'outcome'] as const,
  registers: [registry],
});

new Gauge({
  name: 'madoguchi_password_hashes',
  help: 'Passwords that are being hashed or compared, and those that wait for their turn',
  labelNames: ['state'],
  registers: [registry],
  collect() {
    const { running, waiting } = hashingNow();
    this.set({ state: 'running' }, running);
    this.set({ state: 'waiting' }, waiting);
  },
});
