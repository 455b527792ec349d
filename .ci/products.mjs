// What the main job makes, in the current folder: `clear` removes it, `check` says what is missing (exit code 1).
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const files = (folder, ending) =>
  (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
const startsWith = (path, text) => existsSync(path) && readFileSync(path, 'utf8').trimStart().startsWith(text);
const codeCells = (notebook) => notebook.cells.filter((cell) => cell.cell_type === 'code');

function clear() {
  for (const path of [...files('figures', ''), 'report/report.html', 'report/report.pdf']) rmSync(path, { force: true });
  for (const path of files('notebooks', '.ipynb')) {
    const notebook = JSON.parse(readFileSync(path, 'utf8'));
    for (const cell of codeCells(notebook)) Object.assign(cell, { outputs: [], execution_count: null });
    writeFileSync(path, `${JSON.stringify(notebook, null, 1)}\n`);
  }
}

function missing() {
  const notebooks = files('notebooks', '.ipynb');
  const executed = (path) => {
    const cells = codeCells(JSON.parse(readFileSync(path, 'utf8')));
    const outputs = cells.flatMap((cell) => cell.outputs);
    return outputs.length > 0 && outputs.every((output) => output.output_type !== 'error');
  };
  const figures = files('figures', '.svg');
  const wanted = {
    'a notebook': notebooks.length > 0,
    ...Object.fromEntries(notebooks.map((path) => [`outputs in ${path}`, executed(path)])),
    'a figure figures/*.svg': figures.length > 0 && figures.every((path) => startsWith(path, '<')),
    'report/report.html': startsWith('report/report.html', '<!'),
    'report/report.pdf': startsWith('report/report.pdf', '%PDF-'),
  };
  return Object.keys(wanted).filter((name) => !wanted[name]);
}

if (process.argv[2] === 'clear') clear();
else {
  const names = missing();
  console.log(names.length === 0 ? 'Notebooks, figures and report are there.' : `Missing: ${names.join(', ')}`);
  process.exitCode = names.length === 0 ? 0 : 1;
}
