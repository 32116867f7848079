/*
 * A stand-in for cuBLAS, beside that for CUDA's runtime: the products are computed by the processor
 * when their stream is waited for. Leading dimensions, sizes and addresses are checked as cuBLAS
 * documents them, and that no element of a batch is written twice.
 */
#include "stand_in.h"

#include <stdlib.h>
#include <string.h>

enum { ALLOC_FAILED = 3, INVALID_VALUE = 7, MOST = 1 << 12, HANDLE = 0x48000000, TF32 = 3 };

static struct { int live; uint64_t stream; int mode; } handles[MOST];
static int handle_count;

static int handle_of(uint64_t handle, const char *call) {
  int64_t i = (int64_t)handle - HANDLE;
  if (i >= 0 && i < handle_count && handles[i].live) return (int)i;
  stand_in_violation("%s: there is no handle %#lx", call, handle);
  return -1;
}

int cublasCreate_v2(uint64_t *handle) {
  int failure = stand_in_enter("cublasCreate_v2");
  if (failure) return failure;
  handles[handle_count].live = 1;
  *handle = HANDLE + handle_count++;
  stand_in_count("handle", 1);
  return 0;
}

int cublasDestroy_v2(uint64_t handle) {
  int failure = stand_in_enter("cublasDestroy_v2"), i = handle_of(handle, "cublasDestroy_v2");
  if (failure || i < 0) return failure ? failure : 1;
  handles[i].live = 0;
  stand_in_count("handle", -1);
  return 0;
}

int cublasSetStream_v2(uint64_t handle, uint64_t stream) {
  int failure = stand_in_enter("cublasSetStream_v2"), i = handle_of(handle, "cublasSetStream_v2");
  if (failure || i < 0) return failure ? failure : 1;
  if (!stand_in_stream_exists(stream)) return INVALID_VALUE;
  handles[i].stream = stream;
  return 0;
}

int cublasSetMathMode(uint64_t handle, int mode) {
  int failure = stand_in_enter("cublasSetMathMode"), i = handle_of(handle, "cublasSetMathMode");
  if (failure || i < 0) return failure ? failure : 1;
  if (mode != 0 && mode != TF32) return INVALID_VALUE;
  handles[i].mode = mode;
  return 0;
}

int cublasGetVersion_v2(uint64_t handle, int *version) {
  int failure = stand_in_enter("cublasGetVersion_v2"), i = handle_of(handle, "cublasGetVersion_v2");
  if (failure || i < 0) return failure ? failure : 1;
  *version = (int)stand_in_setting("CUBLAS", 130002);
  return 0;
}

struct product {
  struct work work;
  int mode, transa, transb, m, n, k;
  float alpha, beta;
  uint64_t a, b, c;
  int64_t lda, ldb, ldc, stridea, strideb, stridec, batch;
};

static float rounded(float value, int mode) {
  if (mode == TF32) { /* ten bits after the point, to nearest */
    uint32_t bits;
    memcpy(&bits, &value, 4);
    bits = (bits + 0x1000) & ~UINT32_C(0x1fff);
    memcpy(&value, &bits, 4);
  }
  return value;
}

/* op(matrix) as [columns of op][rows of op]. */
static float *packed(const float *matrix, int64_t ld, int trans, int rows, int columns, int mode) {
  float *out = malloc(sizeof(float) * (size_t)rows * columns + 1);
  for (int64_t j = 0; j < columns; j++)
    for (int64_t i = 0; i < rows; i++)
      out[j * rows + i] = rounded(matrix[trans ? j + i * ld : i + j * ld], mode);
  return out;
}

/* c [n][m] += a [k][m] · b [n][k] */
static void add_product(int m, int n, int k, const float *a, const float *b, float *c) {
  for (int j = 0; j < n; j++)
    for (int p = 0; p < k; p++) {
      float factor = b[(int64_t)j * k + p];
      const float *column = a + (int64_t)p * m;
      float *sum = c + (int64_t)j * m;
      for (int i = 0; i < m; i++) sum[i] += factor * column[i];
    }
}

static int64_t reach(int64_t ld, int rows, int columns, int64_t stride, int64_t batch) {
  return rows && columns ? (columns - 1) * ld + rows + (batch - 1) * stride : 0;
}

static void run_product(struct work *work) {
  struct product *p = (struct product *)work;
  int m = p->m, n = p->n, k = p->k;
  float *a = (float *)stand_in_device(
      p->a, 4 * reach(p->lda, p->transa ? k : m, p->transa ? m : k, p->stridea, p->batch), "product, A");
  float *b = (float *)stand_in_device(
      p->b, 4 * reach(p->ldb, p->transb ? n : k, p->transb ? k : n, p->strideb, p->batch), "product, B");
  float *c = (float *)stand_in_device(p->c, 4 * reach(p->ldc, m, n, p->stridec, p->batch), "product, C");
  if (!a || !b || !c) return;
  float *pa = NULL, *pb = NULL, *sum = malloc(sizeof(float) * (size_t)m * n + 1);
  for (int64_t i = 0; i < p->batch; i++) {
    if (!pa || p->stridea) {
      free(pa);
      pa = packed(a + i * p->stridea, p->lda, p->transa, m, k, p->mode);
    }
    if (!pb || p->strideb) {
      free(pb);
      pb = packed(b + i * p->strideb, p->ldb, p->transb, k, n, p->mode);
    }
    memset(sum, 0, sizeof(float) * (size_t)m * n);
    add_product(m, n, k, pa, pb, sum);
    for (int64_t column = 0; column < n; column++)
      for (int64_t row = 0; row < m; row++) {
        float *to = c + i * p->stridec + row + column * p->ldc;
        float value = sum[column * m + row];
        *to = p->beta == 0 ? value : *to + value; /* a zero beta does not read C */
      }
  }
  free(pa);
  free(pb);
  free(sum);
}

static int overlapping(const struct product *p) {
  for (int64_t i = 1; i < p->batch; i++)
    for (int64_t column = 1 - p->n; column < p->n; column++)
      if (llabs(i * p->stridec + column * p->ldc) < p->m) return 1;
  return 0;
}

static int multiply(const char *call, uint64_t handle, struct product p, const float *alpha,
                    const float *beta) {
  int failure = stand_in_enter(call), h = handle_of(handle, call);
  if (failure || h < 0) return failure ? failure : 1;
  if (p.transa < 0 || p.transa > 1 || p.transb < 0 || p.transb > 1 || p.m < 0 || p.n < 0 || p.k < 0
      || p.batch < 0 || p.lda < (p.transa ? p.k : p.m) || p.ldb < (p.transb ? p.n : p.k)
      || p.ldc < p.m || p.lda < 1 || p.ldb < 1 || p.ldc < 1) {
    stand_in_violation("%s: sizes %d %d %d, leading dimensions %ld %ld %ld", call, p.m, p.n, p.k,
                       p.lda, p.ldb, p.ldc);
    return INVALID_VALUE;
  }
  if (overlapping(&p)) {
    stand_in_violation("%s: an element of C is written twice", call);
    return INVALID_VALUE;
  }
  p.alpha = *alpha;
  p.beta = *beta;
  if (p.alpha != 1 || (p.beta != 0 && p.beta != 1)) {
    stand_in_violation("%s: only α = 1 and β = 0 or 1 stand in", call);
    return INVALID_VALUE;
  }
  if (!stand_in_device(p.a, 4 * reach(p.lda, p.transa ? p.k : p.m, p.transa ? p.m : p.k, p.stridea, p.batch), call)
      || !stand_in_device(p.b, 4 * reach(p.ldb, p.transb ? p.n : p.k, p.transb ? p.k : p.n, p.strideb, p.batch), call)
      || !stand_in_device(p.c, 4 * reach(p.ldc, p.m, p.n, p.stridec, p.batch), call))
    return INVALID_VALUE;
  struct product *queued = malloc(sizeof p);
  *queued = p;
  queued->work.run = run_product;
  queued->mode = handles[h].mode;
  return stand_in_enqueue(handles[h].stream, &queued->work) ? 0 : INVALID_VALUE;
}

int cublasSgemm_v2(uint64_t handle, int transa, int transb, int m, int n, int k, const float *alpha,
                   uint64_t a, int lda, uint64_t b, int ldb, const float *beta, uint64_t c, int ldc) {
  struct product p = {.transa = transa, .transb = transb, .m = m, .n = n, .k = k,
                      .a = a, .b = b, .c = c, .lda = lda, .ldb = ldb, .ldc = ldc, .batch = 1};
  return multiply("cublasSgemm_v2", handle, p, alpha, beta);
}

int cublasSgemmStridedBatched(uint64_t handle, int transa, int transb, int m, int n, int k,
                              const float *alpha, uint64_t a, int lda, long long stridea,
                              uint64_t b, int ldb, long long strideb, const float *beta, uint64_t c,
                              int ldc, long long stridec, int batch) {
  struct product p = {.transa = transa, .transb = transb, .m = m, .n = n, .k = k,
                      .a = a, .b = b, .c = c, .lda = lda, .ldb = ldb, .ldc = ldc,
                      .stridea = stridea, .strideb = strideb, .stridec = stridec, .batch = batch};
  return multiply("cublasSgemmStridedBatched", handle, p, alpha, beta);
}
