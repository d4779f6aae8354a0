import type { LanguageRules } from './language-rules.js';

/** Names that are written alike in every language, so that a detector of any languages knows them. */
export const technologies: LanguageRules = {
  language: 'any',
  technology:
    'python, java, javascript, typescript, js, ts, c++, cpp, c#, php, ruby, rust, golang, swift, kotlin, scala, ocaml, matlab, dart, vba, sql, mysql, postgres*, sqlite, mongodb, redis, bash, shell, powershell, html, css, svg, xml, latex, assembly, google sheets, spreadsheet, json, yaml, linux, ubuntu, react, vue, angular, nextjs, next js, nodejs, django, flask, fastapi, laravel, rails, spring boot, jquery, bootstrap, tailwind, flutter, android, docker, kubernetes, terraform, ansible, nginx, apache, git, github, pandas, numpy, pytorch, tensorflow, keras, sklearn, scikit, opencv, matplotlib, seaborn, roblox, arduino, raspberry, aws, azure, graphql, opengl, cuda, wordpress, salesforce, kafka, vim, cron, crontab, dotnet, sql server, ssms, npm, pip, gcc, grep, awk, curl, excel, node js, unity',
};
