import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { workflowInterceptorModules, workflowsPath } from './workflows.ts';

/** `node worker/bundle.ts PATH`: bundles the workflows once, so that a container starts without doing so. */
const path = process.argv[2] ?? 'dist/workflows.js';
const { code } = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules });
await mkdir(dirname(path), { recursive: true });
await writeFile(path, code);
