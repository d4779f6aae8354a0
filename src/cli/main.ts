#!/usr/bin/env node
import process from 'node:process';
import { exit, nodeShell } from './node-shell.js';
import { runCli } from './run-cli.js';

exit(await runCli(process.argv.slice(2), nodeShell()));
