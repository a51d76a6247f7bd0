import { registerHooks } from 'node:module';

/** With `--import`: a process says of each package of OpenTelemetry that it loads it. */
registerHooks({
  load(url, context, next) {
    const [, name] = url.match(/\/node_modules\/(@opentelemetry\/[\w-]+)\//) ?? [];
    if (name) process.stderr.write(`loaded ${name}\n`);
    return next(url, context);
  },
});
