/* Release what a block holds when the block ends, however it ends.
 *
 *     CLEANUP(buffer_free) struct buffer text = BUFFER(LIMIT_PAGE);
 */
#ifndef WEFT_BASE_CLEANUP_H
#define WEFT_BASE_CLEANUP_H

#define CLEANUP(release) __attribute__((cleanup(release)))

/* Close a descriptor unless it is negative. */
void cleanup_descriptor(int *descriptor);

/* Free memory that memory_* gave; pass the address of the pointer. */
void cleanup_memory(void *address_of_pointer);

#endif
