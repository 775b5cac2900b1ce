// SPDX-License-Identifier: GPL-2.0-only
/* /proc/iomem and /sys/kernel/kexec_bake/: what became of the image. */
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/sysfs.h>

#include "internal.h"

static struct resource region = {
	.name = "Kexec bake",
	.flags = IORESOURCE_MEM | IORESOURCE_BUSY,
};

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	if (kexec_baked.armed)
		return sysfs_emit(buf, "armed\n");
	return sysfs_emit(buf, "not armed: %s\n", kexec_baked.why_not);
}

static ssize_t address_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%#llx\n", kexec_baked.base);
}

static ssize_t baked_address_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%#llx\n", kexec_baked.header.load_addr);
}

static ssize_t source_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", kexec_baked.source);
}

static ssize_t verified_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", kexec_baked.verified);
}

static ssize_t size_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", kexec_baked.header.region_size);
}

static ssize_t kernel_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", kexec_baked.header.kernel_version);
}

static ssize_t digest_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%*phN\n", (int)sizeof(kexec_baked.header.digest),
			  kexec_baked.header.digest);
}

static ssize_t stop_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", kexec_bake_told_to_stop());
}

/* Capture again, from the next boot on. */
static ssize_t stop_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			  size_t count)
{
	bool stop;

	if (kstrtobool(buf, &stop) || stop)
		return -EINVAL;
	kexec_bake_clear_stop();
	return count;
}

static struct kobj_attribute state = __ATTR_RO(state);
static struct kobj_attribute address = __ATTR_RO(address);
static struct kobj_attribute baked_address = __ATTR_RO(baked_address);
static struct kobj_attribute source = __ATTR_RO(source);
static struct kobj_attribute verified = __ATTR_RO(verified);
static struct kobj_attribute size = __ATTR_RO(size);
static struct kobj_attribute kernel = __ATTR_RO(kernel);
static struct kobj_attribute digest = __ATTR_RO(digest);
static struct kobj_attribute stop = __ATTR_RW_MODE(stop, 0600);

static const struct attribute *const files[] = {
	&state.attr,
	&stop.attr,
	NULL,
};

/* Only with a valid image. */
static const struct attribute *const image_files[] = {
	&baked_address.attr, &source.attr, &size.attr, &kernel.attr, &digest.attr, NULL,
};

/* Only in its place. */
static const struct attribute *const place_files[] = {
	&address.attr,
	&verified.attr,
	NULL,
};

static int __init show_status(void)
{
	struct kobject *kobj;

	if (kexec_baked.armed) {
		region.start = kexec_baked.base;
		region.end = region.start + kexec_baked.header.region_size - 1;
		insert_resource(&iomem_resource, &region);
	}

	kobj = kobject_create_and_add("kexec_bake", kernel_kobj);
	if (!kobj)
		return -ENOMEM;
	if (sysfs_create_files(kobj, (const struct attribute **)files) ||
	    (kexec_baked.header.version &&
	     sysfs_create_files(kobj, (const struct attribute **)image_files)) ||
	    (kexec_baked.armed && sysfs_create_files(kobj, (const struct attribute **)place_files)))
		kobject_put(kobj);
	return 0;
}
subsys_initcall(show_status);
