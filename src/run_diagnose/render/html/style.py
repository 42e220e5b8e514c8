"""How the page looks: light and dark, on paper, on a phone; colour never says anything alone."""

CSS = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d0d7de;--soft:#f6f8fa;
--failed:#b3161b;--suspect:#8a5300;--healthy:#116329;--undetermined:#0b5a9c;--shade:#b3161b1a;
--k0:#0b62c4;--k1:#c2410c;--k2:#1a7f37;--k3:#7c3aed;--k4:#946200;--k5:#a11a6b}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9aa4af;--line:#3a424c;--soft:#161b22;
--failed:#ff8a82;--suspect:#e3b341;--healthy:#56d364;--undetermined:#79c0ff;--shade:#ff8a8226;
--k0:#79b8ff;--k1:#ffa657;--k2:#56d364;--k3:#d2a8ff;--k4:#e3b341;--k5:#ff9bce}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
main,header,footer{max-width:60rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.6rem;margin:1.2rem 0 .5rem}h2{font-size:1.3rem;margin:2rem 0 .5rem}
h3{font-size:1.1rem;margin:1.6rem 0 .4rem;border-bottom:1px solid var(--line)}h4{font-size:1rem;margin:1rem 0 .2rem}
h1,h2,h3,h4,p,li,figcaption{overflow-wrap:anywhere}td,th,caption{overflow-wrap:break-word;max-width:32rem}
code,pre{font-family:ui-monospace,monospace;font-size:.92em}
code{background:var(--soft);padding:0 .25em;border-radius:.25em}
pre{background:var(--soft);border:1px solid var(--line);padding:.6rem;white-space:pre-wrap;overflow-wrap:anywhere}
pre ins,pre del{display:block;text-decoration:none}pre ins{color:var(--healthy)}pre del{color:var(--failed)}
pre .note{color:var(--dim)}
.dim{color:var(--dim)}.verdict{font-weight:700}.failed,.error{color:var(--failed)}.suspect,.warning{color:var(--suspect)}
.healthy{color:var(--healthy)}.undetermined,.note{color:var(--undetermined)}
.answer{border-left:.4rem solid currentColor;background:var(--soft);padding:.6rem 1rem;margin:.6rem 0}
.answer p{color:var(--fg);margin:.2rem 0}.answer p.verdict{color:inherit}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.4rem 0;font-size:.94rem}caption{text-align:left;color:var(--dim)}
th,td{border:1px solid var(--line);padding:.2rem .5rem;text-align:left;vertical-align:top}th{background:var(--soft)}
td.n{font-variant-numeric:tabular-nums}
figure{margin:.6rem 0}svg{width:100%;height:auto;display:block;overflow:visible}.j{white-space:nowrap}
.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--dim);fill:none}
.tick,.word{fill:var(--dim);font:12px system-ui,sans-serif}.word{fill:var(--fg)}
@media(max-width:40rem){.tick,.word{font-size:19px}table{font-size:.82rem}td,th{max-width:16rem;padding:.15rem .3rem}
ul,ol{padding-left:1.4rem}}
.shade{fill:var(--shade)}.mark{stroke:var(--fg);stroke-width:1.2}.mark.onset{stroke:var(--failed);stroke-dasharray:2 3}
.mark.recommended{stroke:var(--healthy);stroke-dasharray:8 3}
.line{fill:none;stroke-width:2}.nan{fill:none;stroke-width:1.6}
.k0{--c:var(--k0)}.k1{--c:var(--k1)}.k2{--c:var(--k2)}.k3{--c:var(--k3)}.k4{--c:var(--k4)}.k5{--c:var(--k5)}
.line,.nan{stroke:var(--c)}.dot{fill:var(--c)}
.line.k1{stroke-dasharray:7 3}.line.k2{stroke-dasharray:2 3}.line.k3{stroke-dasharray:9 3 2 3}
.line.k4{stroke-dasharray:12 4}.line.k5{stroke-dasharray:4 2}
figcaption{color:var(--dim);font-size:.9rem}.key{color:var(--fg);margin-right:1rem;border-bottom:3px solid var(--c)}
.key.k1{border-bottom-style:dashed}.key.k2{border-bottom-style:dotted}.key.k3{border-bottom-style:double}
.key.shaded{border:0;background:var(--shade);padding:0 .4em}
details{margin:.6rem 0}summary{cursor:pointer}summary:focus-visible,a:focus-visible{outline:3px solid var(--k0)}
a{color:var(--k0)}.skip{position:absolute;left:-99rem}.skip:focus{left:1rem}
footer{color:var(--dim);font-size:.9rem;margin:2rem auto;border-top:1px solid var(--line)}
@media print{details>*{display:block}.skip{display:none}figure,tr,pre{break-inside:avoid}body{font-size:11pt}}
"""
