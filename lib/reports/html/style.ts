/** Screen, phone and paper. What matters is told by form and word; colours only help, and paper may be grey. */
export const STYLE = `
:root{--page:#dfe2e4;--sheet:#fff;--ink:#171c20;--soft:#4d575f;--line:#c5cacd;--track:#e6e9eb;--bar:#5b6c79;--band:#cfd6db;--good:#2e6b46;--watch:#8a5a00;--bad:#b3261e}
@media screen and (prefers-color-scheme:dark){:root{--page:#1a1e21;--sheet:#25292d;--ink:#e8ebed;--soft:#adb6bc;--line:#454d53;--track:#373e43;--bar:#98a5ae;--band:#454f57;--good:#8fcaa5;--watch:#f5bf5c;--bad:#ff9a90}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:900px;margin:24px auto;padding:40px 48px 32px;background:var(--sheet);border:1px solid var(--line);border-radius:6px}
h1{margin:0;font-size:30px;line-height:1.2;letter-spacing:-.01em}
h2{margin:40px 0 16px;padding-bottom:6px;font-size:21px;line-height:1.25;border-bottom:2px solid var(--ink)}
h3{margin:0 0 8px;font-size:15px;font-weight:600}
p{margin:0}
.soft{color:var(--soft)}
.head{display:flex;flex-wrap:wrap;gap:4px 24px;justify-content:space-between;align-items:end;padding-bottom:18px;border-bottom:4px solid var(--ink)}
.head .plant{font-size:15px;color:var(--soft)}
.head .when{text-align:right;font-size:15px;line-height:1.45}
.head .when b{display:block;font-size:18px}
.glance{margin:22px 0 0;padding:18px 20px;background:var(--track);border-radius:6px}
.glance h2{margin:0 0 10px;padding:0;font-size:17px;border:0}
.glance ul{margin:0;padding:0;list-style:none;display:grid;gap:7px}
.glance li{display:grid;grid-template-columns:22px 1fr;gap:10px;align-items:start;font-size:17px;line-height:1.4}
.sign{width:20px;height:20px;margin-top:2px;flex:none}
.tone-good{color:var(--good)}.tone-watch{color:var(--watch)}.tone-bad{color:var(--bad)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:1px;margin:0 0 22px;background:var(--line);border:1px solid var(--line);border-radius:6px;overflow:hidden}
.figures div{padding:12px 14px;background:var(--sheet)}
.figures dt{font-size:13px;color:var(--soft)}
.figures dd{margin:0}
.figures .value{display:flex;align-items:center;gap:8px;font-size:25px;line-height:1.25;font-weight:600;white-space:nowrap}
.figures .value .sign{width:17px;height:17px;margin:0}
.figures .note{font-size:12.5px;line-height:1.35;color:var(--soft)}
.block{margin:0 0 26px}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:14px;line-height:1.4}
caption{padding:0 0 6px;text-align:left;font-size:15px;font-weight:600}
th{padding:6px 10px;text-align:left;vertical-align:bottom;font-size:12.5px;font-weight:600;color:var(--soft);border-bottom:1px solid var(--ink)}
td{padding:6px 10px;vertical-align:top;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
.num{text-align:right;white-space:nowrap}
.told{display:inline-flex;gap:6px;align-items:center}
.told .sign{width:14px;height:14px;margin:0}
.meter{display:inline-block;width:64px;height:8px;margin-left:8px;background:var(--track);border-radius:2px;vertical-align:middle;overflow:hidden}
.meter i{display:block;height:100%;background:var(--bar)}
.under{margin-top:6px;font-size:12.5px;color:var(--soft)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,370px),1fr));gap:22px 28px}
.charts .block{margin:0}.charts+.block{margin-top:18px}
.charts h3 small{font-size:12.5px;font-weight:400;color:var(--soft)}
.chart{display:grid;grid-template-columns:52px 1fr;grid-template-rows:22px 130px 20px}
.chart .unit{grid-column:1/3;font-size:12px;line-height:1;color:var(--soft)}
.chart svg{grid-column:2;grid-row:2;width:100%;height:100%;overflow:visible}
.chart .ys{position:relative;grid-column:1;grid-row:2}
.chart .ys span{position:absolute;right:8px;transform:translateY(50%);font-size:12px;line-height:1;color:var(--soft)}
.chart .xs{position:relative;grid-column:2;grid-row:3;font-size:12px;color:var(--soft)}
.chart .xs span{position:absolute;top:3px;white-space:nowrap}
.wide .xs span{transform:translateX(-50%)}
.wide{grid-template-rows:22px 150px 20px}
svg path,svg rect{vector-effect:non-scaling-stroke}
.grid{stroke:var(--line);stroke-width:1;fill:none}
.bar{fill:var(--bar)}
.band{fill:var(--band);stroke:none}
.line{fill:none;stroke:var(--ink);stroke-width:1.6;stroke-linejoin:round}
.limit{fill:none;stroke:var(--soft);stroke-width:1.2;stroke-dasharray:5 4}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin:0 0 14px;font-size:12.5px;color:var(--soft)}
.legend span{display:inline-flex;gap:7px;align-items:center}
.legend svg{width:30px;height:12px}
footer{display:flex;flex-wrap:wrap;gap:4px 20px;justify-content:space-between;margin-top:32px;padding-top:12px;border-top:1px solid var(--line);font-size:12.5px;color:var(--soft)}
@media (max-width:640px){main{margin:0;padding:22px 16px;border:0;border-radius:0}h1{font-size:25px}.head .when{text-align:left}.glance{padding:14px}.glance li{font-size:16px}.figures{grid-template-columns:1fr 1fr}.figures div:last-child:nth-child(odd){grid-column:1/3}td,th{padding-left:7px;padding-right:7px}.wide .xs span:nth-child(even){display:none}}
@media print{
.figures .value{font-size:15pt}td:first-child{min-width:26mm}
:root{--page:#fff;--bar:#4a5a66}
body{font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;margin:0;padding:0;border:0}
h1{font-size:21pt}h2{margin-top:22pt;font-size:14.5pt;break-after:avoid}h3,caption{break-after:avoid}
.glance{break-inside:avoid}.figures,.charts .block,.chart{break-inside:avoid}
.keep{break-inside:avoid}
thead{display:table-header-group}tr{break-inside:avoid}
.scroll{overflow:visible}
.charts{grid-template-columns:1fr 1fr;gap:14pt 18pt}
.chart{grid-template-rows:20px 100px 18px}.wide{grid-template-rows:20px 110px 18px}
table{font-size:9.5pt}footer{display:none}}
`;
