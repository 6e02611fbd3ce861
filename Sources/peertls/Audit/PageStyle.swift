/// How the page looks: light or dark as the reader's screen is, two columns where there is room.
enum PageStyle {
  static let text = """
    :root{--paper:#f6f6f3;--sheet:#fff;--ink:#1d2126;--soft:#68717c;--line:#e4e6ea;--allow:#2f6fbb;--deny:#d1495b;
    --knock:#d99a1c;--none:#9aa3ad;--in:#2f8f7b;--out:#8a63c9;--time:#4d7ea8}
    @media(prefers-color-scheme:dark){:root{--paper:#14171b;--sheet:#1d2126;--ink:#e8eaed;--soft:#9aa4b0;--line:#313841;
    --allow:#5aa2f0;--deny:#f07182;--knock:#f2c14e;--none:#737e8b;--in:#4fbfa6;--out:#b18cf0;--time:#7fb0d8}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,"DejaVu Sans",sans-serif}
    header,main{max-width:1240px;margin:0 auto;padding:0 20px}
    header{padding-top:28px;padding-bottom:4px}
    h1{font-size:26px;margin:0 0 4px;font-weight:650}
    h2{font-size:16px;margin:0 0 10px;font-weight:650}
    header p,.note{color:var(--soft);margin:0}
    .note{margin-top:8px;font-size:13px}
    .made{white-space:nowrap}
    main{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:18px;padding-top:16px;padding-bottom:40px}
    section{background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
    .wide,.cards{grid-column:1/-1}
    .cards{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:12px;background:none;border:0;padding:0}
    .card{background:var(--sheet);border:1px solid var(--line);border-top:3px solid var(--soft);border-radius:8px;
    padding:10px 14px}
    .card b{display:block;font-size:22px;font-weight:650;font-variant-numeric:tabular-nums;white-space:nowrap}
    .card span{color:var(--soft);font-size:13px}
    .card.allow{border-top-color:var(--allow)}.card.deny{border-top-color:var(--deny)}
    .card.knock{border-top-color:var(--knock)}.card.none{border-top-color:var(--none)}
    .card.in{border-top-color:var(--in)}.card.out{border-top-color:var(--out)}
    .legend{color:var(--soft);font-size:13px;margin:0 0 8px}
    .legend i{display:inline-block;width:10px;height:10px;border-radius:2px;margin:0 6px 0 14px}
    .legend i:first-child{margin-left:0}
    .frame{display:grid;grid-template-columns:64px minmax(0,1fr)}
    svg{display:block}.plot{overflow:hidden}.frame .plot{overflow:visible}
    svg text{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
    svg .name{fill:var(--ink);font-size:13px}
    .grid{stroke:var(--line)}.hit{fill:transparent}g:hover .hit{fill:var(--line);opacity:.5}
    rect.allow{fill:var(--allow)}rect.deny{fill:var(--deny)}rect.knock{fill:var(--knock)}rect.none{fill:var(--none)}
    rect.in{fill:var(--in)}rect.out{fill:var(--out)}rect.time{fill:var(--time)}
    i.allow{background:var(--allow)}i.deny{background:var(--deny)}i.knock{background:var(--knock)}
    i.none{background:var(--none)}i.in{background:var(--in)}i.out{background:var(--out)}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:13px}
    th{color:var(--soft);font-weight:500;text-align:left}
    th,td{padding:6px 10px 6px 0;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:top}
    tbody tr:last-child td{border-bottom:0}
    .wrap{white-space:normal;overflow-wrap:anywhere;min-width:150px}
    .number{text-align:right;font-variant-numeric:tabular-nums}
    em{font-style:normal;font-weight:600}em.allow{color:var(--allow)}em.deny{color:var(--deny)}
    em.knock{color:var(--knock)}em.none{color:var(--soft)}
    @media(max-width:860px){main{grid-template-columns:minmax(0,1fr)}.cards{grid-template-columns:repeat(3,minmax(0,1fr))}}
    @media(max-width:520px){header,main{padding-left:12px;padding-right:12px}.cards{grid-template-columns:repeat(2,
    minmax(0,1fr))}section{padding:14px 12px}.cards{padding:0}.minor{display:none}}
    @media print{section,.card{break-inside:avoid}body{background:#fff}}
    """
}
