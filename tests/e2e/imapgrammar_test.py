# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge of all answers has to be strict: what RFCs print passes, and near misses do not."""

import unittest

import imapgrammar
import scenariomatch

LEGAL = [line.replace("#", "\r\n").encode() for line in r"""
* OK [CAPABILITY IMAP4rev2 AUTH=PLAIN] ready
* OK [UIDVALIDITY 3857529045] valid
* OK [PERMANENTFLAGS (\Deleted \Seen \*)] Limited
* PREAUTH [ALERT] hello
+ 
+ idling
a1 OK [APPENDUID 38505 3955] done
a1 OK [APPENDUID 38505 3955:3957] done
a1 OK [COPYUID 38505 304,319:320 3956:3958] done
a1 OK [MODIFIED 7,9] Conditional STORE failed
a1 NO [BADCHARSET (US-ASCII "UTF-8")] no
a1 OK [READ-WRITE] 
* CAPABILITY IMAP4rev1 X-Y=Z LITERAL+
* 23 EXISTS
* 44 EXPUNGE
* FLAGS (\Answered \Seen $Forwarded NonJunk)
* LIST () "/" blurdybloop
* LIST (\NoSelect) NIL ""
* LIST (\NonExistent) "/" Foo2 ("CHILDINFO" ("SUBSCRIBED"))
* LIST () "/" inbox ("OLDNAME" ("foo"))
* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292 MAILBOXID (F2212ea87-6097))
* STATUS "" ()
* SEARCH
* SEARCH 2 5 6 (MODSEQ 917162500)
* ESEARCH (TAG "A282") UID MIN 2 COUNT 3 ALL 2,10:11
* ESEARCH
* SORT 2 84 882
* THREAD (2)(3 6 (4 23)(44 7 96))
* THREAD ((3)(5))
* THREAD
* NAMESPACE (("" "/")("~x/" NIL)) NIL (("s/" "/" "EXT" ("a" "b")))
* VANISHED (EARLIER) 41,43:116
* QUOTA "" (STORAGE 10 512)
* QUOTAROOT INBOX ""
* ID ("name" "Cyrus" "version" NIL)
* ID NIL
* ENABLED
* 12 FETCH (FLAGS (\Seen) UID 4827313 MODSEQ (12121231000))
* 12 FETCH (BODY[HEADER.FIELDS (DATE FROM)]<0> "x" BODY[1.2.MIME] NIL BODY[] {3}#abc)
* 12 FETCH (INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 4286 EMAILID (M6) THREADID NIL SAVEDATE NIL)
* 12 FETCH (ENVELOPE ("d" "s" (("T" NIL "gray" "cac")) NIL NIL ((NIL NIL "g" NIL)(NIL NIL NIL NIL)) NIL NIL NIL "<B>"))
* 12 FETCH (BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 3028 92))
* 12 FETCH (BODYSTRUCTURE (("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 0)("IMAGE" "PNG" NIL "<i>" NIL "BASE64" 4 NIL ("INLINE" NIL) ("a" "b") "l" 7 ("x")) "MIXED" ("BOUNDARY" "x") NIL NIL))
* 12 FETCH (BINARY[1] ~{2}#ab BINARY.SIZE[2.1] 77 PREVIEW "x")
""".strip("\n").split("\n")]

ILLEGAL = [line.replace("#", "\r\n").encode() for line in r"""
*OK x
* OK
* ok[ALERT] x
* OK [ALERT]x
* OK [ALERT now] x
* OK [UIDNEXT 0] x
* OK [UIDNEXT 4294967296] x
* OK [UIDNEXT 007] x
* OK žluťoučký
a1 BYE x
a1 OK [APPENDUID 1 0] x
a1 OK [COPYUID 1 1:2 4] x
a1 EXISTS
* EXISTS
* 0 FETCH (UID 1)
* 1 FETCH ()
* 1 FETCH (UID 1) 
* 1 FETCH (UID  1)
* 1 FETCH (UID 1 UID 1)
* 1 FETCH (UID 0)
* 1 FETCH (NOSUCH 1)
* 1 FETCH (FLAGS \Seen)
* 1 FETCH (FLAGS (\\Seen))
* 1 FETCH (FLAGS ( \Seen))
* 1 FETCH (BODY[TEXTS] "x")
* 1 FETCH (BODY[MIME] "x")
* 1 FETCH (BODY[HEADER.FIELDS ()] "x")
* 1 FETCH (BODY[] "ž")
* 1 FETCH (BODY[] "a\b")
* 1 FETCH (BODY[] x)
* 1 FETCH (BODY[] {5}#abc)
* 1 FETCH (INTERNALDATE "7-Jul-1996 02:44:25 -0700")
* 1 FETCH (INTERNALDATE "17-Jul-1996 25:44:25 -0700")
* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL))
* 1 FETCH (ENVELOPE (NIL NIL () NIL NIL NIL NIL NIL NIL NIL))
* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL "a" "b") (NIL NIL "a" "b")) NIL NIL NIL NIL NIL NIL NIL))
* 1 FETCH (BODY (TEXT "PLAIN" NIL NIL NIL "7BIT" 3028 92))
* 1 FETCH (BODY ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 3028))
* 1 FETCH (BODY ("TEXT" "PLAIN" () NIL NIL "7BIT" 3028 92))
* 1 FETCH (BODY ("TEXT" "PLAIN" NIL NIL NIL NIL 3028 92))
* 1 FETCH (BODY ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 3028 92 NIL))
* 1 FETCH (BODYSTRUCTURE ("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 3028))
* 1 FETCH (MODSEQ 7)
* 1 FETCH (MODSEQ (0))
* 1 FETCH (EMAILID (a b))
* LIST () / x
* LIST () "//" x
* LIST () "/" "žlu"
* LIST () "/" a b
* STATUS x (MESSAGES)
* STATUS x (MESSAGES 1 MESSAGES 1)
* SEARCH 
* SEARCH 0
* ESEARCH ALL 1:3 ALL 1
* ESEARCH UID MIN
* ESEARCH (TAG A) UID
* THREAD (1 (2))
* THREAD ()
* THREAD (1) (2)
* VANISHED 
* NAMESPACE NIL NIL
* NOSUCH
""".strip("\n").split("\n")]

# What a scenario says, what a server says, whether that is the same.
MATCHES = [
    (r"* 1 FETCH (FLAGS (\Seen) UID 4)", r"* 1 FETCH (UID 4 FLAGS (\Recent \Seen))", True),
    (r"* 1 FETCH (FLAGS (\Seen) UID 4)", r"* 1 FETCH (UID 4 FLAGS (\Flagged \Seen))", False),
    (r"* 1 FETCH (FLAGS (\Seen))", r"* 1 FETCH (UID 4 FLAGS (\Seen))", False),
    (r"* 1 FETCH (FLAGS (\Seen) ...)", r"* 1 FETCH (UID 4 FLAGS (\Seen))", True),
    (r"* 1 FETCH (FLAGS (!\Seen ...))", r"* 1 FETCH (FLAGS (\Seen))", False),
    (r'* 1 FETCH (BODY[] "a\r\n")', "* 1 FETCH (BODY[] {3}\r\na\r\n)", True),
    (r'* 1 FETCH (BODY[] "a\r\n")', "* 1 FETCH (BODY[] {3}\r\nb\r\n)", False),
    (r'* 1 FETCH (BODY[] NIL)', '* 1 FETCH (BODY[] "NIL")', False),
    (r'* LIST (...) "/" box', '* LIST (\\HasNoChildren) "/" "box"', True),
    (r'* LIST () "/" box', '* LIST (\\HasNoChildren) "/" "box"', False),
    (r"* SEARCH 1 2", "* SEARCH 2 1", True),
    (r"* SEARCH 1 2", "* SEARCH 1 2 3", False),
    (r"* SORT 1 2", "* SORT 2 1", False),
    (r'* ESEARCH (TAG "a") ALL 1:3', '* ESEARCH (TAG "a") ALL 2:3,1', True),
    (r'* ESEARCH (TAG "a") ALL 1:3', '* ESEARCH (TAG "a") UID ALL 1:3', False),
    (r"a OK", "a OK [READ-WRITE] done", True),
    (r"a OK [READ-ONLY]", "a OK [READ-WRITE] done", False),
    (r"a OK []", "a OK [READ-WRITE] done", False),
    (r"a NO", "a BAD x", False),
    (r"* STATUS box (UIDNEXT $x)", "* STATUS box (UIDNEXT 3)", True),
    (r"* 1 FETCH (UID $x MODSEQ ($x))", "* 1 FETCH (UID 3 MODSEQ (4))", False),
    (r"* 1 FETCH (PREVIEW /^He/)", '* 1 FETCH (PREVIEW "Hello")', True),
]


class Grammar(unittest.TestCase):
    def test_what_rfcs_print(self):
        for line in LEGAL:
            with self.subTest(line=line):
                imapgrammar.parse(line)

    def test_near_misses(self):
        for line in ILLEGAL:
            with self.subTest(line=line), self.assertRaises(imapgrammar.Illegal):
                imapgrammar.parse(line)

    def test_each_octet_counts(self):
        """No proper beginning of an answer is an answer, but where a number, a name or a text may end."""
        for line in LEGAL:
            if line.startswith(b"* 12 FETCH") or line.startswith((b"* LIST", b"* STATUS b", b"* NAMESPACE")):
                for end in range(1, len(line) - 1):
                    if line.startswith(b"* LIST") and line[:end].count(b'"') >= 2 or line[:end] in (b"* 12 FETCH",):
                        continue
                    with self.subTest(line=line[:end]), self.assertRaises(imapgrammar.Illegal):
                        imapgrammar.parse(line[:end])

    def test_values(self):
        fetch = imapgrammar.parse(b'* 7 FETCH (BODY[header.fields ("Date" from)]<0> {2}\r\nab FLAGS (\\Seen) UID 3)')
        self.assertEqual(fetch.number, 7)
        self.assertEqual(fetch.data, {"BODY[HEADER.FIELDS (DATE FROM)]<0>": b"ab", "FLAGS": ["\\Seen"], "UID": 3})
        self.assertEqual(imapgrammar.parse(b'* 1 FETCH (PREVIEW "\xc5\xbe")', utf8=True).data["PREVIEW"], "ž".encode())
        self.assertEqual(imapgrammar.sequence_numbers("7,3:1"), [7, 1, 2, 3])

    def test_matching(self):
        for wanted, got, same in MATCHES:
            with self.subTest(wanted=wanted, got=got):
                match = scenariomatch.Match({}, {})
                self.assertEqual(match.response(scenariomatch.read(wanted, pattern=True),
                                                scenariomatch.read(got.encode())), same)


if __name__ == "__main__":
    unittest.main()
