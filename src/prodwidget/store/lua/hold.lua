-- Says until when files are held, by the server's own clock, and answers what that clock says now.
--
-- KEYS[1] is a zset of `digest holder`, scored by microseconds since 1970: the time until which the
-- file is held, or at which it was let go. ARGV[1] is for how long from now, ARGV[2] for how long
-- what is past is remembered, both in microseconds; the members follow.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
for index = 3, #ARGV do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), ARGV[index]) end
local past = string.format('%.0f', now - tonumber(ARGV[2]))
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', past, 'LIMIT', 0, 500)) do
  redis.call('ZREM', KEYS[1], member)
end
return string.format('%.0f', now)
