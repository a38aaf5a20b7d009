-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk script: each request delivers a different message of about 5 KB.
local thread_counter = 0
function setup(thread)
    thread:set("id", thread_counter)
    thread_counter = thread_counter + 1
end
local words = { "zpráva", "střecha", "release", "meeting", "invoice", "objednávka", "příloha", "graph", "server",
    "Kalender", "odpověď", "budget", "pozvánka", "report", "deploy", "kolaudace" }
local filler = {}
function init(args)
    math.randomseed(4711 + id)
    for v = 1, 64 do
        local parts = {}
        local size = 0
        while size < 4700 do
            local word = words[math.random(#words)] .. math.random(9999)
            parts[#parts + 1] = word
            size = size + #word + 1
        end
        local lines = {}
        for i = 1, #parts, 8 do
            lines[#lines + 1] = table.concat(parts, " ", i, math.min(i + 7, #parts))
        end
        filler[v] = table.concat(lines, "\r\n")
    end
end
local count = 0
local head = "POST /emails?recipient=inbox@example.org HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\nContent-Length: "
function request()
    count = count + 1
    local name = id .. "-" .. count
    local text = filler[count % 64 + 1]
    local fields = "From: bench@example.com\r\nTo: inbox@example.org\r\nSubject: benchmark " .. name
        .. "\r\nMessage-ID: <" .. name .. "@bench.example.com>\r\n"
        .. "Date: Thu, 23 Oct 2025 10:30:00 +0000\r\nMIME-Version: 1.0\r\n"
        .. "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head .. #fields + #text + #name + 4 .. "\r\n\r\n" .. fields .. text .. "\r\n" .. name .. "\r\n"
end
