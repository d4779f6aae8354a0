/**
 * A bad day, on virtual time: the first model is dead for ten minutes, the second is limited to half the traffic, the third
 * gets slower and slower, the fourth has a wrong key, and somebody sets the host's clock. Two more are healthy. Prints
 * the report, and with a file name behind it writes the page there: `node scripts/simulate-day.ts day.html`.
 */
import { writeFile } from 'node:fs/promises';
import './source-loader.mjs';

// Only now are the names of sources known to Node.
const { badDay } = await import('../test/simulation/bad-day.js');
const report = await badDay();
console.log(report.toText());
const [file] = process.argv.slice(2);
if (file !== undefined) await writeFile(file, report.toHtml());
if (report.violations.length > 0 || report.availability < 0.999) process.exitCode = 1;
