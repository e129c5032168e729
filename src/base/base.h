/* What every room may use: text, memory, time, chance and errors. Knows nothing of Weft. */
#ifndef WEFT_BASE_BASE_H
#define WEFT_BASE_BASE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/confine.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/give_way.h"
#include "base/guess.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/slice.h"
#include "base/vector.h"

#endif
